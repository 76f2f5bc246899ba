export * from './action';
export * from './app-error';
export * from './client-network';
export * from './clock';
export * from './common.module';
export * from './ids';
