import { payloadOf } from '../shop-event-fixtures';
import type { Json, Shop, Told } from './shop';

export function wooShop(): Shop {
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
