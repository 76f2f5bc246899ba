export * from './admin-key.service';
export * from './config.errors';
export * from './config.module';
export * from './customer-token-key';
export { loadConfig, readEnvironment } from './load-config';
export * from './storedesk.config';
