export * from './admin-key.service';
export type { ChannelSwitch } from './channels.config';
export * from './config.errors';
export * from './config.module';
export { loadConfig, readEnvironment } from './load-config';
export * from './storedesk.config';
