import { payloadOf } from '../shop-event-fixtures';
import type { Json, Shop, Told } from './shop';

export function standardShop(): Shop {
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
