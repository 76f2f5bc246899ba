export * from './actions';
export * from './columns';
export * from './conversations';
export * from './relations';
export * from './shop';
export * from './shop-parts';
export * from './staff';
export * from './templates';
