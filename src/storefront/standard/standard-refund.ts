import type { ShopEvent } from '../events-in/event-applier.port';
import { versionOf, type RecordChange } from '../records/record-parts';
import { readData } from './read-data';
import { minorOf } from './standard-values';
import { RefundDto } from './standard.dto';

export function standardRefund(event: ShopEvent): RecordChange[] {
  const refund = readData(event, RefundDto);
  const changedAt = new Date(refund.createdAt);
  const body = {
    amountMinor: Math.abs(minorOf(refund.amount, refund.currency, 'data.amount')),
    reason: refund.reason ?? null,
    lines: refund.lines?.map(({ lineId, quantity }) => ({ lineId, quantity })) ?? null,
    createdAt: changedAt.toISOString(),
  };
  const version = versionOf(body, changedAt, event.triggeredAt);
  const part = `refund:${refund.id}` as const;
  return [{ type: 'merge', part: { kind: 'order', id: refund.orderId, part, version, changedAt, body } }];
}
