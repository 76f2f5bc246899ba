export type { ApiKey } from './access';
export { aCustomer, aLineItem, anAddress, aNote, anOrder, aProduct, aRefund, aVariation } from './builders';
export { badGateway, brokenJson, tooManyRequests } from './host-faults';
export type * from './rows';
export { startWooCommerce, type WooCommerce, type WooCommerceOptions } from './woocommerce';
