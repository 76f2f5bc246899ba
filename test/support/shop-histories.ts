import type { ShopEvent, ShopEventSource } from '../../src/storefront/events-in/event-applier.port';
import { payloadOf } from './shop-event-fixtures';

type Json = Record<string, unknown>;

/** What can happen to an order, its customer and a product; each becomes an event or two. */
export const STEPS = {
  shopify: [
    'pay',
    'send',
    'track',
    'carry',
    'deliver',
    'refund',
    'return',
    'close return',
    'note',
    'cancel',
    'edit',
    'rename customer',
    'price',
    'count',
    'delete',
    'redact',
    'redact shop',
  ],
  woocommerce: [
    'pay',
    'track',
    'complete',
    'refund',
    'take refund back',
    'note',
    'cancel',
    'rename customer',
    'price',
    'delete',
    'restore',
    'forget customer',
  ],
  standard: [
    'note',
    'send',
    'track',
    'deliver',
    'refund',
    'return',
    'close return',
    'cancel',
    'rename customer',
    'price',
    'count',
    'forget customer',
    'redact',
  ],
} as const;

export type Step = (typeof STEPS)[ShopEventSource][number];

/** An event with the step that made it, for the report. */
export interface Told {
  step: string;
  event: ShopEvent;
}

/** The events of a shop in which these steps were taken, one after the other, an order having been placed first. */
export function historyOf(source: ShopEventSource, steps: readonly Step[]): Told[] {
  const shop = { shopify: shopifyShop, woocommerce: wooShop, standard: standardShop }[source]();
  return [...shop.place(), ...steps.flatMap((step) => shop.take(step))];
}

interface Shop {
  place(): Told[];
  take(step: Step): Told[];
}

/** Seconds go by slowly: several things happen in one, as in a real shop. */
function shopifyShop(): Shop {
  let ms = Date.parse('2026-03-02T09:00:00Z');
  let id = 100;
  const order: Json = { ...payloadOf('shopify', 'orders/create'), updated_at: '' };
  const customer: Json = payloadOf('shopify', 'customers/create');
  const product: Json = payloadOf('shopify', 'products/create');
  const fulfilments: Json[] = [];
  const refunds: Json[] = [];
  const returns: Json[] = [];
  const now = (): string => new Date(ms).toISOString().replace(/\.\d+/, '');
  const tell = (step: string, topic: string, payload: Json): Told => {
    ms += 300;
    const triggeredAt = new Date(ms);
    const event = {
      id: 1,
      source: 'shopify',
      topic,
      payload: structuredClone(payload),
      triggeredAt,
    } as const;
    return { step, event: { ...event, receivedAt: triggeredAt } };
  };
  const tellOrder = (step: string, topic: string): Told => {
    Object.assign(order, { updated_at: now(), customer, fulfillments: fulfilments, refunds });
    return tell(step, topic, order);
  };
  const last = (list: Json[], change: Json): Json | undefined => {
    const one = list.at(-1);
    return one && Object.assign(one, change);
  };

  return {
    place: () => [tellOrder('place', 'orders/create')],
    take(step) {
      ms += 200;
      id += 1;
      switch (step) {
        case 'pay':
          order.financial_status = 'paid';
          return [tellOrder(step, 'orders/paid')];
        case 'send': {
          const sent = {
            ...payloadOf('shopify', 'fulfillments/create'),
            id,
            created_at: now(),
            updated_at: now(),
          };
          fulfilments.push(sent);
          order.fulfillment_status = 'fulfilled';
          return [tell(step, 'fulfillments/create', sent), tellOrder(step, 'orders/fulfilled')];
        }
        case 'track': {
          const changed = last(fulfilments, { tracking_numbers: [`T${id}`], updated_at: now() });
          return changed ? [tell(step, 'fulfillments/update', changed)] : [];
        }
        case 'carry':
        case 'deliver': {
          const status = step === 'deliver' ? 'delivered' : 'in_transit';
          const event = payloadOf('shopify', 'fulfillment_events/create');
          const fulfilment = fulfilments.at(-1)?.id ?? 2201;
          const times = {
            happened_at: now(),
            updated_at: now(),
            created_at: now(),
            estimated_delivery_at: now(),
          };
          return [
            tell(step, 'fulfillment_events/create', {
              ...event,
              ...times,
              id,
              status,
              fulfillment_id: fulfilment,
            }),
          ];
        }
        case 'refund': {
          const refund = { ...payloadOf('shopify', 'refunds/create'), id, created_at: now() };
          refunds.push(refund);
          order.financial_status = 'partially_refunded';
          return [tell(step, 'refunds/create', refund), tellOrder(step, 'orders/updated')];
        }
        case 'return': {
          const one = { ...payloadOf('shopify', 'returns/request'), id, name: `#R${id}` };
          returns.push(one);
          return [tell(step, 'returns/request', one)];
        }
        case 'close return': {
          const closed = last(returns, { status: 'closed' });
          return closed ? [tell(step, 'returns/close', closed)] : [];
        }
        case 'cancel':
          order.cancelled_at = now();
          return [tellOrder(step, 'orders/cancelled')];
        case 'edit':
          order.line_items = [(order.line_items as Json[])[0]];
          return [tellOrder(step, 'orders/updated')];
        case 'rename customer':
          Object.assign(customer, { first_name: `Name ${id}`, updated_at: now() });
          return [tell(step, 'customers/update', customer)];
        case 'price': {
          Object.assign(product, { title: `Shirt ${id}`, updated_at: now() });
          return [tell(step, 'products/update', product)];
        }
        case 'count': {
          const level = {
            ...payloadOf('shopify', 'inventory_levels/update'),
            available: id,
            updated_at: now(),
          };
          return [tell(step, 'inventory_levels/update', { ...level, location_id: 1 + (id % 2) })];
        }
        case 'delete':
          return [tell(step, 'orders/delete', { id: order.id })];
        case 'redact':
          return [tell(step, 'customers/redact', payloadOf('shopify', 'customers/redact'))];
        case 'redact shop':
          return [tell(step, 'shop/redact', payloadOf('shopify', 'shop/redact'))];
        default:
          order.shipping_address = { ...(order.shipping_address as Json), address1: `Street ${id}` };
          return [tellOrder('note', 'orders/updated')];
      }
    },
  };
}

function wooShop(): Shop {
  let seconds = Date.parse('2026-04-01T10:00:00Z') / 1000;
  let id = 100;
  const order: Json = payloadOf('woocommerce', 'order.created');
  const customer: Json = payloadOf('woocommerce', 'customer.created');
  const product: Json = payloadOf('woocommerce', 'product.created');
  const refunds: Json[] = [];
  const trackings: Json[] = [];
  const gmt = (): string => new Date(seconds * 1000).toISOString().slice(0, 19);
  const tell = (step: string, topic: string, payload: Json): Told => {
    const event = {
      id: 1,
      source: 'woocommerce',
      topic,
      payload: structuredClone(payload),
      triggeredAt: null,
    } as const;
    return { step, event: { ...event, receivedAt: new Date(seconds * 1000 + 900) } };
  };
  const tellOrder = (step: string, topic = 'order.updated'): Told => {
    const meta = [{ id: 1, key: '_wc_shipment_tracking_items', value: trackings }];
    Object.assign(order, { date_modified_gmt: gmt(), refunds, meta_data: meta });
    return tell(step, topic, order);
  };

  return {
    place: () => [tellOrder('place', 'order.created')],
    take(step) {
      seconds += 1;
      id += 1;
      switch (step) {
        case 'pay':
          order.status = 'processing';
          return [tellOrder(step)];
        case 'track':
          trackings.push({
            tracking_number: `T${id}`,
            date_shipped: String(seconds),
            tracking_id: String(id),
          });
          return [tellOrder(step)];
        case 'complete':
          Object.assign(order, { status: 'completed', date_completed_gmt: gmt() });
          return [tellOrder(step)];
        case 'refund':
          refunds.push({ id, reason: `Reason ${id}`, total: '-10.00' });
          return [tellOrder(step)];
        case 'take refund back':
          refunds.pop();
          return [tellOrder(step)];
        case 'cancel':
          order.status = 'cancelled';
          return [tellOrder(step)];
        case 'rename customer':
          Object.assign(customer, { first_name: `Name ${id}`, date_modified_gmt: gmt() });
          return [tell(step, 'customer.updated', customer)];
        case 'price':
          Object.assign(product, { price: String(id), date_modified_gmt: gmt() });
          return [tell(step, 'product.updated', product)];
        case 'delete':
          return [tell(step, 'order.deleted', { id: order.id })];
        case 'restore':
          return [tellOrder(step, 'order.restored')];
        case 'forget customer':
          return [tell(step, 'customer.deleted', { id: customer.id })];
        default:
          order.billing = { ...(order.billing as Json), address_1: `Street ${id}` };
          return [tellOrder('note')];
      }
    },
  };
}

function standardShop(): Shop {
  let ms = Date.parse('2026-05-02T08:00:00Z');
  let id = 100;
  const dataOf = (topic: string): Json => payloadOf('standard', topic).data as Json;
  const order = dataOf('order.upserted');
  const fulfilment = dataOf('fulfilment.upserted');
  const customer = dataOf('customer.upserted');
  const product = dataOf('product.upserted');
  const returned = dataOf('return.updated');
  const now = (): string => new Date(ms).toISOString();
  const tell = (step: string, topic: string, data: Json): Told => {
    const payload = { type: topic, timestamp: now(), data: structuredClone(data) };
    const event = { id: 1, source: 'standard', topic, payload, triggeredAt: new Date(ms) } as const;
    return { step, event: { ...event, receivedAt: new Date(ms + 50) } };
  };
  const tellChanged = (step: string, topic: string, data: Json, change: Json): Told =>
    tell(step, topic, Object.assign(data, change, { updatedAt: now() }));

  return {
    place: () => [tellChanged('place', 'order.upserted', order, {})],
    take(step) {
      ms += 1;
      id += 1;
      switch (step) {
        case 'send':
          return [
            tellChanged(step, 'fulfilment.upserted', fulfilment, { state: 'shipped', shippedAt: now() }),
          ];
        case 'track':
          return [
            tellChanged(step, 'fulfilment.upserted', fulfilment, { trackings: [{ number: `T${id}` }] }),
          ];
        case 'deliver':
          return [
            tellChanged(step, 'fulfilment.upserted', fulfilment, { state: 'delivered', deliveredAt: now() }),
          ];
        case 'refund':
          return [
            tell(step, 'refund.created', { ...dataOf('refund.created'), id: `r-${id}`, createdAt: now() }),
          ];
        case 'return':
          return [tellChanged(step, 'return.updated', returned, { state: 'registered' })];
        case 'close return':
          return [tellChanged(step, 'return.updated', returned, { state: 'received' })];
        case 'cancel':
          return [tellChanged(step, 'order.upserted', order, { cancelledAt: now() })];
        case 'rename customer':
          return [tellChanged(step, 'customer.upserted', customer, { name: `Name ${id}` })];
        case 'price':
          return [tellChanged(step, 'product.upserted', product, { name: `Pot ${id}` })];
        case 'count': {
          const stock = { ...dataOf('stock.set'), place: `place-${id % 2}`, quantity: id };
          return [tellChanged(step, 'stock.set', stock, {})];
        }
        case 'forget customer':
          return [tell(step, 'customer.deleted', { id: customer.id })];
        case 'redact':
          return [tell(step, 'customer.redacted', { id: customer.id, orderIds: [order.id] })];
        default:
          return [tellChanged('note', 'order.upserted', order, { paymentStatus: `state ${id}` })];
      }
    },
  };
}
