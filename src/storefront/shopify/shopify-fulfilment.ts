import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import {
  versionOf,
  type FulfilmentBody,
  type FulfilmentState,
  type ParcelEventBody,
  type RecordChange,
} from '../records/record-parts';

const STATES: ReadonlyMap<string | null, FulfilmentState> = new Map([
  ['pending', 'preparing'],
  ['open', 'preparing'],
  ['success', 'shipped'],
  ['cancelled', 'cancelled'],
  ['error', 'failed'],
  ['failure', 'failed'],
]);
const RANKS: readonly FulfilmentState[] = ['preparing', 'shipped', 'delivered', 'failed', 'cancelled'];

export function shopifyFulfilment({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const fulfilment = PayloadFields.of(payload);
  return [fulfilmentPart(fulfilment.id('order_id'), fulfilment, triggeredAt)];
}

/** The same whether it comes alone or inside its order: it has a time of its own. */
export function fulfilmentPart(
  orderId: string,
  fulfilment: PayloadFields,
  triggeredAt: Date | null,
): RecordChange {
  const changedAt = fulfilment.instant('updated_at');
  const body = fulfilmentBody(fulfilment, changedAt);
  const version = versionOf(body, changedAt, triggeredAt, RANKS.indexOf(body.state));
  return {
    type: 'merge',
    part: { kind: 'order', id: orderId, part: `fulfilment:${fulfilment.id('id')}`, version, changedAt, body },
  };
}

function fulfilmentBody(fulfilment: PayloadFields, updatedAt: Date): FulfilmentBody {
  const state = STATES.get(fulfilment.lineOrNull('status')) ?? fulfilment.refuse('status');
  const isDelivered = state === 'shipped' && fulfilment.lineOrNull('shipment_status') === 'delivered';
  return {
    state: isDelivered ? 'delivered' : state,
    carrier: fulfilment.lineOrNull('tracking_company'),
    trackings: trackingsOf(fulfilment),
    lines: fulfilment.has('line_items')
      ? fulfilment
          .listById('line_items')
          .map(([lineId, line]) => ({ lineId, quantity: line.count('quantity') }))
      : null,
    shippedAt: fulfilment.instant('created_at').toISOString(),
    // Its events tell when it is due and when it arrived.
    expectedAt: null,
    deliveredAt: null,
    updatedAt: updatedAt.toISOString(),
  };
}

/** Lists of the same length, beside the first of each alone. */
function trackingsOf(fulfilment: PayloadFields): FulfilmentBody['trackings'] {
  const numbers = fulfilment.lines('tracking_numbers');
  const urls = fulfilment.urls('tracking_urls');
  if (numbers.length === 0 && urls.length === 0) {
    const only = {
      number: fulfilment.lineOrNull('tracking_number'),
      url: fulfilment.urlOrNull('tracking_url'),
    };
    return only.number === null && only.url === null ? [] : [only];
  }
  return Array.from({ length: Math.max(numbers.length, urls.length) }, (_, index) => ({
    number: numbers[index] || null,
    url: urls[index] ?? null,
  }));
}

/** What the carrier says: in transit, delivered … */
export function shopifyFulfilmentEvent({ payload }: ShopEvent): RecordChange[] {
  const event = PayloadFields.of(payload);
  const changedAt = event.instant('happened_at');
  const body: ParcelEventBody = {
    fulfilmentId: event.id('fulfillment_id'),
    isDelivered: event.line('status') === 'delivered',
    at: changedAt.toISOString(),
    expectedAt: event.instantOrNull('estimated_delivery_at')?.toISOString() ?? null,
  };
  const version = versionOf(body, event.instantOrNull('updated_at') ?? changedAt);
  const part = `parcel_event:${event.id('id')}` as const;
  return [
    { type: 'merge', part: { kind: 'order', id: event.id('order_id'), part, version, changedAt, body } },
  ];
}
