export * from './access.types';
export * from './api';
export * from './api-error';
export { onSessionTrouble, rememberCsrfToken } from './client';
export * from './golden.types';
export * from './shop-event.types';
export * from './template.types';
export * from './webhook.types';
