import type { ShopEvent } from '../events-in/event-applier.port';
import { versionOf, type RecordChange, type ReturnBody } from '../records/record-parts';
import { readData } from './read-data';
import { ReturnDto } from './standard.dto';

export function standardReturn(event: ShopEvent): RecordChange[] {
  const one = readData(event, ReturnDto);
  const changedAt = new Date(one.updatedAt);
  const body: ReturnBody = {
    number: one.number,
    kind: one.kind,
    state: one.state,
    decision: one.state === 'refused' || one.state === 'cancelled' ? 'refused' : 'ok',
    lines: one.lines.map(({ lineId, quantity, reason }) => ({ lineId, quantity, reason: reason ?? null })),
    createdAt: new Date(one.createdAt).toISOString(),
    updatedAt: changedAt.toISOString(),
  };
  const version = versionOf(body, changedAt, event.triggeredAt);
  const part = `return:${one.id}` as const;
  return [{ type: 'merge', part: { kind: 'order', id: one.orderId, part, version, changedAt, body } }];
}
