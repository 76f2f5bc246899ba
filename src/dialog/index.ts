export * from './dialog.port';
export * from './dialog.types';
