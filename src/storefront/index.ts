export * from './storefront.port';
export * from './storefront.types';
