export * from './action';
export * from './app-error';
export * from './channel-name';
export * from './client-network';
export * from './clock';
export * from './common.module';
export * from './ids';
export * from './json-depth';
