import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { happenedAt } from '../records/event-mapping';
import { versionOf, type RecordChange, type ReturnBody } from '../records/record-parts';

const STATES: ReadonlyMap<string, ReturnBody['state']> = new Map([
  ['requested', 'registered'],
  ['open', 'registered'],
  ['closed', 'received'],
  ['declined', 'refused'],
  ['canceled', 'cancelled'],
  ['cancelled', 'cancelled'],
]);
/** What it says to a customer who asked for it; `requested` is the question still. */
const DECISIONS: ReadonlyMap<string, 'ok' | 'refused'> = new Map([
  ['open', 'ok'],
  ['closed', 'ok'],
  ['declined', 'refused'],
  ['canceled', 'refused'],
  ['cancelled', 'refused'],
]);
/** A return goes forward, and its events have no time in them. */
const RANKS: readonly string[] = ['requested', 'open', 'closed', 'declined', 'canceled', 'cancelled'];

export function shopifyReturn(event: ShopEvent): RecordChange[] {
  const fields = PayloadFields.of(event.payload);
  const status = fields.line('status').toLowerCase();
  const changedAt = happenedAt(event);
  const body: ReturnBody = {
    number: fields.line('name').replace(/^#\s*/, '') || fields.refuse('name'),
    kind: 'return',
    state: STATES.get(status) ?? fields.refuse('status'),
    decision: DECISIONS.get(status) ?? null,
    lines: fields.list('return_line_items').flatMap((line) => lineOf(line)),
    createdAt: (fields.instantOrNull('created_at') ?? changedAt).toISOString(),
    updatedAt: null,
  };
  const version = versionOf(body, RANKS.indexOf(status), event.triggeredAt);
  const id = fields.within('order').id('id');
  const part = `return:${fields.id('id')}` as const;
  return [{ type: 'merge', part: { kind: 'order', id, part, version, changedAt, body } }];
}

function lineOf(line: PayloadFields): ReturnBody['lines'] {
  const item = line.withinOrNull('fulfillment_line_item')?.withinOrNull('line_item');
  if (!item) return [];
  const reason =
    line.lineOrNull('return_reason_note') ??
    line.lineOrNull('customer_note') ??
    line.lineOrNull('return_reason');
  return [{ lineId: item.id('id'), quantity: line.count('quantity'), reason }];
}
