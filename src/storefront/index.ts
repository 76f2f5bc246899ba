export * from './identity.port';
export * from './stage.port';
export * from './storefront-health.service';
export * from './storefront.errors';
export * from './storefront.module';
export * from './storefront.options';
export * from './storefront.port';
export * from './storefront.types';
