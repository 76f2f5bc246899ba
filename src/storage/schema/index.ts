export * from './actions';
export * from './columns';
export * from './conversations';
export * from './events-out';
export * from './relations';
export * from './shop';
export * from './staff';
export * from './templates';
