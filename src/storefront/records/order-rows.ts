import type { schema } from '../../storage';
import { numberKey } from '../number-key';
import { withChatChanges, type ChatChanges } from './chat-changes';
import { orderStatusOf } from './order-status';
import type {
  FulfilmentBody,
  LineCount,
  OrderBody,
  ParcelEventBody,
  RefundBody,
  ReturnBody,
} from './record-parts';

/** What is known of one order. */
export interface OrderParts {
  head: OrderBody;
  fulfilments: ReadonlyMap<string, FulfilmentBody>;
  parcelEvents: readonly ParcelEventBody[];
  refunds: ReadonlyMap<string, RefundBody>;
  returns: ReadonlyMap<string, ReturnBody>;
  chat: ChatChanges;
}

export interface OrderRows {
  order: typeof schema.orders.$inferInsert;
  lines: (typeof schema.orderLines.$inferInsert)[];
  fulfilments: (typeof schema.fulfilments.$inferInsert)[];
  refunds: (typeof schema.refunds.$inferInsert)[];
  shopReturns: (typeof schema.shopReturns.$inferInsert)[];
}

type Fulfilment = FulfilmentBody & { id: string };

/** The records of an order: they follow from its parts alone, whatever came first. */
export function orderRows(
  source: string,
  externalId: string,
  customerId: string,
  parts: OrderParts,
): OrderRows {
  const fulfilments = fulfilmentsOf(parts);
  const changed = withChatChanges(parts.head, fulfilments.some(isSent), parts.chat);
  const { head } = changed;
  const id = `${source}:${externalId}`;
  const within = (part: string): string => `${id}:${part}`;
  const refunds = refundsOf(parts);
  const returns = [...parts.returns].filter(([, { state }]) => state !== 'cancelled');
  const shown = shownFulfilment(fulfilments);
  const dates = datesOf(head, fulfilments);
  const counted = (lines: LineCount[] | null): LineCount[] | null =>
    lines && lines.map(({ lineId, quantity }) => ({ lineId: within(lineId), quantity }));
  const origin = { source, sourceUpdatedAt: dateOf(parts.head.updatedAt) };
  return {
    order: {
      ...origin,
      id,
      externalId,
      number: head.number,
      numberKey: numberKey(head.number),
      customerId,
      email: head.email ?? '',
      status: statusOf({ ...parts, head }, fulfilments, refunds),
      placedAt: new Date(head.placedAt),
      cancelledAt: dateOf(head.cancelledAt),
      ...dates,
      carrier: shown?.carrier ?? null,
      trackingNumber: shown?.trackings.find(({ number }) => number)?.number ?? null,
      trackingUrl: shown?.trackings.find(({ url }) => url)?.url ?? null,
      shippingAddress: changed.shippingAddress,
      shipTo: head.shipTo,
      billTo: head.billTo,
      financialState: head.financialState,
      fulfilmentState: head.fulfilmentState,
      totalMinor: head.totalMinor,
      currency: head.currency,
      updatedAt: new Date(head.updatedAt),
    },
    lines: head.lines.map((line, position) => ({
      id: within(line.id),
      orderId: id,
      position,
      sku: line.sku ?? '',
      name: line.name,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      isFinalSale: line.isFinalSale,
    })),
    fulfilments: fulfilments.map((one) => ({
      ...origin,
      sourceUpdatedAt: dateOf(one.updatedAt),
      id: within(one.id),
      externalId: one.id,
      orderId: id,
      state: one.state,
      carrier: one.carrier,
      trackings: one.trackings,
      lines: counted(one.lines),
      shippedAt: dateOf(one.shippedAt),
      expectedAt: dateOf(one.expectedAt),
      deliveredAt: dateOf(one.deliveredAt),
    })),
    refunds: refunds.map((one) => ({
      ...origin,
      sourceUpdatedAt: new Date(one.createdAt),
      id: within(one.id),
      externalId: one.id,
      orderId: id,
      amountMinor: one.amountMinor,
      reason: one.reason,
      lines: counted(one.lines),
      createdAt: new Date(one.createdAt),
    })),
    shopReturns: returns.map(([returnId, one]) => ({
      ...origin,
      sourceUpdatedAt: dateOf(one.updatedAt),
      id: within(returnId),
      externalId: returnId,
      orderId: id,
      number: one.number,
      kind: one.kind,
      state: one.state,
      lines: one.lines.map((line) => ({ ...line, lineId: within(line.lineId) })),
      createdAt: new Date(one.createdAt),
    })),
  };
}

/** Each with what carriers said of it since. */
function fulfilmentsOf({ head, fulfilments, parcelEvents }: OrderParts): Fulfilment[] {
  const all = [...head.fulfilments, ...[...fulfilments].map(([id, body]) => ({ ...body, id }))];
  return all.map((one) => {
    const events = parcelEvents
      .filter(({ fulfilmentId }) => fulfilmentId === one.id)
      .sort((a, b) => compareTexts(`${a.at}|${a.expectedAt}`, `${b.at}|${b.expectedAt}`));
    const delivered = events.find(({ isDelivered }) => isDelivered);
    const isGone = one.state === 'cancelled' || one.state === 'failed';
    return {
      ...one,
      state: delivered && !isGone ? 'delivered' : one.state,
      deliveredAt: one.deliveredAt ?? delivered?.at ?? null,
      expectedAt: events.findLast(({ expectedAt }) => expectedAt)?.expectedAt ?? one.expectedAt,
    };
  });
}

function refundsOf({ head, refunds }: OrderParts): (RefundBody & { id: string })[] {
  const all = [...refunds].map(([id, body]) => ({ ...body, id }));
  // One that only puts goods back into stock pays nothing back.
  return all.filter(({ id, amountMinor }) => amountMinor > 0 && (head.refundIds?.includes(id) ?? true));
}

function statusOf(
  { head, returns }: OrderParts,
  fulfilments: Fulfilment[],
  refunds: RefundBody[],
): typeof schema.orders.$inferInsert.status {
  const live = fulfilments.filter(isSent);
  const saysNothing = live.length === 0 && head.progress.isShipped;
  return orderStatusOf({
    isCancelled: head.isCancelled,
    isComplete:
      saysNothing ||
      head.progress.isShipped ||
      covers(
        head,
        live.map(({ lines }) => lines),
      ),
    sent: saysNothing
      ? [{ isDelivered: head.progress.isDelivered }]
      : live.map(({ state }) => ({ isDelivered: head.progress.isDelivered || state === 'delivered' })),
    totalMinor: head.totalMinor,
    refundedMinor: refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    isRefunded: head.isRefunded,
    isReturned: covers(
      head,
      [...returns.values()]
        .filter(({ state }) => state === 'received' || state === 'refunded')
        .map(({ lines }) => lines),
    ),
  });
}

/** Whether these together hold every item of the order. */
function covers(head: OrderBody, parts: readonly (readonly LineCount[] | null)[]): boolean {
  const counts = new Map<string, number>();
  for (const { lineId, quantity } of parts.flatMap((lines) => lines ?? [])) {
    counts.set(lineId, (counts.get(lineId) ?? 0) + quantity);
  }
  const lines = head.lines.filter(({ quantity }) => quantity > 0);
  return lines.length > 0 && lines.every(({ id, quantity }) => (counts.get(id) ?? 0) >= quantity);
}

function isSent({ state }: Fulfilment): boolean {
  return state === 'shipped' || state === 'delivered';
}

/** The one a customer waits for: of those under way, else of all, the one sent last. */
function shownFulfilment(fulfilments: Fulfilment[]): Fulfilment | undefined {
  const sent = fulfilments.filter(isSent).sort((a, b) => compareTexts(sentKey(a), sentKey(b)));
  return sent.findLast(({ state }) => state === 'shipped') ?? sent.at(-1);
}

function sentKey({ shippedAt, id }: Fulfilment): string {
  return `${shippedAt ?? ''}|${id}`;
}

function datesOf(
  head: OrderBody,
  fulfilments: Fulfilment[],
): Record<'shippedAt' | 'expectedAt' | 'deliveredAt', Date | null> {
  const sent = fulfilments.filter(isSent);
  const waited = sent.filter(({ state }) => state === 'shipped');
  const isAllThere = sent.length > 0 && waited.length === 0;
  return {
    shippedAt: dateOf(textsOf(sent.map((one) => one.shippedAt))[0] ?? head.progress.shippedAt),
    // The day on which the last of it is due.
    expectedAt: dateOf(
      textsOf((waited.length > 0 ? waited : sent).map((one) => one.expectedAt)).at(-1) ?? head.expectedAt,
    ),
    deliveredAt: dateOf(
      (isAllThere ? textsOf(sent.map((one) => one.deliveredAt)).at(-1) : undefined) ??
        head.progress.deliveredAt,
    ),
  };
}

/** Those that are known, in order: all are times in UTC of one form. */
function textsOf(times: (string | null)[]): string[] {
  return times.filter((time) => time !== null).sort(compareTexts);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}
