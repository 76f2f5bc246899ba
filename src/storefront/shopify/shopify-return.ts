import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { happenedAt } from '../records/event-mapping';
import { versionOf, type RecordChange, type ReturnBody, type ReturnEndBody } from '../records/record-parts';

const ENDS: ReadonlyMap<string, ReturnEndBody['state']> = new Map([
  ['closed', 'received'],
  ['declined', 'refused'],
  ['canceled', 'cancelled'],
  ['cancelled', 'cancelled'],
]);
const STATES: ReadonlyMap<string, ReturnBody['state']> = new Map<string, ReturnBody['state']>([
  ['requested', 'registered'],
  ['open', 'registered'],
  ...ENDS,
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

/** `returns/request` and `returns/approve` have the whole return. */
export function shopifyReturn(event: ShopEvent): RecordChange[] {
  const fields = PayloadFields.of(event.payload);
  const status = fields.line('status').toLowerCase();
  const changedAt = happenedAt(event);
  const returnId = fields.id('id');
  const body: ReturnBody = {
    // Null in the samples that Shopify sends as a test.
    number: fields.lineOrNull('name')?.replace(/^#\s*/, '') || returnId,
    kind: 'return',
    state: STATES.get(status) ?? fields.refuse('status'),
    decision: DECISIONS.get(status) ?? null,
    lines: fields.list('return_line_items').flatMap((line) => lineOf(line)),
    createdAt: (fields.instantOrNull('created_at') ?? changedAt).toISOString(),
    updatedAt: null,
  };
  const version = versionOf(body, RANKS.indexOf(status), event.triggeredAt);
  const id = fields.within('order').id('id');
  const part = `return:${returnId}` as const;
  const order = { orderId: id };
  const orderVersion = versionOf(order, changedAt);
  return [
    { type: 'merge', part: { kind: 'order', id, part, version, changedAt, body } },
    {
      type: 'merge',
      part: { kind: 'return', id: returnId, part: 'order', version: orderVersion, changedAt, body: order },
    },
  ];
}

/**
 * `returns/close` and `returns/cancel` have no more than the ids of the return and its order, `returns/decline` not even
 * the order's.
 */
export function shopifyReturnEnd(event: ShopEvent): RecordChange[] {
  const fields = PayloadFields.of(event.payload);
  const status = fields.line('status').toLowerCase();
  const changedAt = happenedAt(event);
  const state = ENDS.get(status) ?? fields.refuse('status');
  const body: ReturnEndBody = { state, decision: state === 'received' ? 'ok' : 'refused' };
  const version = versionOf(body, RANKS.indexOf(status), event.triggeredAt);
  return [
    { type: 'merge', part: { kind: 'return', id: fields.id('id'), part: 'end', version, changedAt, body } },
  ];
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
