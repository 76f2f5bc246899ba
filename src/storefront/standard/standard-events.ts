import type { EventMapping } from '../records/event-mapping';
import { readData } from './read-data';
import { standardCustomer } from './standard-customer';
import { standardFulfilment } from './standard-fulfilment';
import { standardOrder } from './standard-order';
import { standardProduct, standardStock } from './standard-product';
import { standardRefund } from './standard-refund';
import { standardReturn } from './standard-return';
import { CustomerDeletedDto, CustomerRedactedDto } from './standard.dto';

/** The types of events of our own format, for shops that neither Shopify nor WooCommerce runs. */
export const STANDARD_EVENTS: EventMapping = new Map([
  ['order.upserted', standardOrder],
  ['fulfilment.upserted', standardFulfilment],
  ['refund.created', standardRefund],
  ['return.updated', standardReturn],
  ['product.upserted', standardProduct],
  ['stock.set', standardStock],
  ['customer.upserted', standardCustomer],
  [
    'customer.deleted',
    (event) => [{ type: 'erase', kind: 'customer', id: readData(event, CustomerDeletedDto).id }],
  ],
  [
    'customer.redacted',
    (event) => {
      const { id, orderIds } = readData(event, CustomerRedactedDto);
      return [{ type: 'redact_customer', id, orderIds: orderIds ?? [] }];
    },
  ],
]);
