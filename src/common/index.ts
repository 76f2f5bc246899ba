export * from './action';
export * from './app-error';
export * from './channel-name';
export * from './clock';
export * from './common.module';
export * from './ids';
