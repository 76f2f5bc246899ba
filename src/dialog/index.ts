export * from './dialog.errors';
export * from './dialog.module';
export * from './dialog.port';
export * from './dialog.types';
