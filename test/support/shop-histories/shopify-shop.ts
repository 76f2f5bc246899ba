import { payloadOf } from '../shop-event-fixtures';
import type { Json, Shop, Told } from './shop';

/** Seconds go by slowly: several things happen in one, as in a real shop. */
export function shopifyShop(): Shop {
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
          const closed = returns.at(-1);
          // Some are declined instead: that event does not even name the order.
          const topic = id % 2 ? 'returns/close' : 'returns/decline';
          return closed ? [tell(step, topic, { ...payloadOf('shopify', topic), id: closed.id })] : [];
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
