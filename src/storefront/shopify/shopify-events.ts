import { erasing, type EventMapping } from '../records/event-mapping';
import { shopifyCustomer, shopifyCustomerRedacted, shopifyShopRedacted } from './shopify-customer';
import { shopifyFulfilment, shopifyFulfilmentEvent } from './shopify-fulfilment';
import { shopifyInventoryLevel } from './shopify-inventory';
import { shopifyOrder } from './shopify-order';
import { shopifyProduct } from './shopify-product';
import { shopifyRefund } from './shopify-refund';
import { shopifyReturn, shopifyReturnEnd } from './shopify-return';

/** The topics of Shopify's webhooks that say something about the records. */
export const SHOPIFY_EVENTS: EventMapping = new Map([
  ['orders/create', shopifyOrder],
  ['orders/updated', shopifyOrder],
  ['orders/paid', shopifyOrder],
  ['orders/cancelled', shopifyOrder],
  ['orders/fulfilled', shopifyOrder],
  ['orders/partially_fulfilled', shopifyOrder],
  // Says what was added and removed; the order as it is then comes with `orders/updated`.
  ['orders/edited', () => []],
  ['orders/delete', erasing('order')],
  ['fulfillments/create', shopifyFulfilment],
  ['fulfillments/update', shopifyFulfilment],
  ['fulfillment_events/create', shopifyFulfilmentEvent],
  ['refunds/create', shopifyRefund],
  ['returns/request', shopifyReturn],
  ['returns/approve', shopifyReturn],
  ['returns/close', shopifyReturnEnd],
  ['returns/decline', shopifyReturnEnd],
  ['returns/cancel', shopifyReturnEnd],
  ['products/create', shopifyProduct],
  ['products/update', shopifyProduct],
  ['products/delete', erasing('product')],
  ['inventory_levels/update', shopifyInventoryLevel],
  ['customers/create', shopifyCustomer],
  ['customers/update', shopifyCustomer],
  ['customers/delete', erasing('customer')],
  ['customers/redact', shopifyCustomerRedacted],
  // Somebody has to answer it; the records do not change.
  ['customers/data_request', () => []],
  ['shop/redact', shopifyShopRedacted],
]);
