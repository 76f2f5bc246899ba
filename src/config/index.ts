export * from './admin-key.service';
export * from './config.errors';
export * from './config.module';
export { loadConfig, readEnvironment } from './load-config';
export * from './storedesk.config';
