import type { ShopEvent } from '../events-in/event-applier.port';
import { pageAt } from '../payload/payload-fields';
import { versionOf, type FulfilmentBody, type RecordChange } from '../records/record-parts';
import { readData } from './read-data';
import { timeOf } from './standard-values';
import { FulfilmentDto } from './standard.dto';

export function standardFulfilment(event: ShopEvent): RecordChange[] {
  const fulfilment = readData(event, FulfilmentDto);
  const changedAt = new Date(fulfilment.updatedAt);
  const body: FulfilmentBody = {
    state: fulfilment.state,
    carrier: fulfilment.carrier ?? null,
    trackings: (fulfilment.trackings ?? []).map(({ number, url }) => ({
      number: number ?? null,
      url: url ? pageAt(url) : null,
    })),
    lines: fulfilment.lines?.map(({ lineId, quantity }) => ({ lineId, quantity })) ?? null,
    shippedAt: timeOf(fulfilment.shippedAt),
    expectedAt: timeOf(fulfilment.expectedAt),
    deliveredAt: timeOf(fulfilment.deliveredAt),
    updatedAt: changedAt.toISOString(),
  };
  const version = versionOf(body, changedAt, event.triggeredAt);
  const part = `fulfilment:${fulfilment.id}` as const;
  return [{ type: 'merge', part: { kind: 'order', id: fulfilment.orderId, part, version, changedAt, body } }];
}
