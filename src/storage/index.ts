export { announce, Announcements } from './announcements';
export * from './database';
export * from './locks';
export * from './storage-health.service';
export * from './storage.errors';
export * from './storage.module';
export * from './storage.types';
export * as schema from './schema';
export * from './outbox.types';
