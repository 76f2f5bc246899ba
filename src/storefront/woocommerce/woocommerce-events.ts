import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { erasing, happenedAt, type EventMapping } from '../records/event-mapping';
import { versionOf, type RecordChange } from '../records/record-parts';
import { wooCustomer } from './woocommerce-customer';
import { wooOrder } from './woocommerce-order';
import { wooProduct } from './woocommerce-product';

/** The topics of WooCommerce's webhooks that say something about the records. */
export const WOOCOMMERCE_EVENTS: EventMapping = new Map([
  ['order.created', wooOrder],
  ['order.updated', wooOrder],
  ['order.deleted', (event) => [existence('order', event, false)]],
  ['order.restored', (event) => [existence('order', event, true), ...wooOrder(event)]],
  ['product.created', wooProduct],
  ['product.updated', wooProduct],
  ['product.deleted', (event) => [existence('product', event, false)]],
  ['product.restored', (event) => [existence('product', event, true), ...wooProduct(event)]],
  ['customer.created', wooCustomer],
  ['customer.updated', wooCustomer],
  ['customer.deleted', erasing('customer')],
]);

/**
 * What is deleted lies in the trash, from where only `restored` brings it back, never an update. A deletion says no
 * more than the id, so of the two the one received last counts.
 */
function existence(kind: 'order' | 'product', event: ShopEvent, isThere: boolean): RecordChange {
  const id = PayloadFields.of(event.payload).id('id');
  const changedAt = happenedAt(event);
  const body = { isThere };
  return {
    type: 'merge',
    part: { kind, id, part: 'existence', version: versionOf(body, changedAt), changedAt, body },
  };
}
