export {
  aCustomer,
  aFulfillment,
  aLineItem,
  anAddress,
  anOrder,
  aProduct,
  aRefund,
  aReturn,
  aVariant,
} from './builders';
export { gid } from './gid';
export { internalError } from './host-faults';
export type * from './rows';
export { startShopifyAdmin, type ShopifyAdmin, type ShopifyAdminOptions } from './shopify-admin';
