import { dayOf } from '../day-of';
import type { OrderNotice } from '../notices/customer-notice';
import { NEWS_FOR_MS } from '../notices/news-for';
import { isThere, isUnderWay } from '../notices/still-so';
import type { OrderStatus } from '../storefront.types';
import type { OrderRows } from './order-rows';

/** What was on record of an order, as far as its customer is told of changes. */
export interface OrderBefore {
  status: OrderStatus;
  expectedAt: Date | null;
  fulfilments: readonly { id: string; state: string; expectedAt: Date | null }[];
  refundIds: ReadonlySet<string>;
}

export interface OrderNews {
  onceKey: string;
  notice: OrderNotice;
}

/**
 * What a customer who knows the order as it was is to be told now. It follows from the records before and after, so
 * an event that comes twice or late, and changes nothing, tells nothing.
 * @param changedAt when, by the shop's clock, the change was made
 */
export function newsOf(before: OrderBefore, rows: OrderRows, changedAt: Date, now: Date): OrderNews[] {
  const isRecent = (at: Date | null | undefined): boolean =>
    now.getTime() - (at ?? changedAt).getTime() < NEWS_FOR_MS;
  return [
    ...shipped(before, rows, isRecent),
    ...delayed(before, rows, isRecent),
    ...delivered(before, rows, isRecent),
    ...refunded(before, rows, isRecent),
  ];
}

type IsRecent = (at: Date | null | undefined) => boolean;

/** Once per parcel; parcels that leave at once are one piece of news. */
function shipped(before: OrderBefore, { order, fulfilments }: OrderRows, isRecent: IsRecent): OrderNews[] {
  if (order.status !== 'shipped' || !isUnderWay(before.status)) return [];
  const gone = before.fulfilments.filter(({ state }) => state === 'shipped' || state === 'delivered');
  const left = fulfilments.filter(
    ({ id, state }) => state === 'shipped' && !gone.some((one) => one.id === id),
  );
  const isFirst = before.status === 'processing';
  // The order itself said before that it was sent; now the parcel it meant is known.
  if (!isFirst && (gone.length === 0 || left.length === 0)) return [];
  if (!(left.length > 0 ? left.some(({ shippedAt }) => isRecent(shippedAt)) : isRecent(order.shippedAt)))
    return [];
  const onceKey = `order_shipped:${left[0]?.id ?? order.id}`;
  return [{ onceKey, notice: { kind: 'order_shipped', orderId: order.id } }];
}

/**
 * The same promise was moved to a later day. That another parcel comes later than the first was to, or that a parcel
 * has a day where only the order had one, is no delay.
 */
function delayed(before: OrderBefore, { order, fulfilments }: OrderRows, isRecent: IsRecent): OrderNews[] {
  const { expectedAt: was } = before;
  const { expectedAt: is } = order;
  if (!was || !is || dayOf(is) <= dayOf(was) || !isUnderWay(order.status as OrderStatus)) return [];
  const dated = before.fulfilments.filter(({ expectedAt }) => expectedAt !== null);
  const isParcelMoved = fulfilments.some(({ id, expectedAt }) => {
    const promised = dated.find((one) => one.id === id)?.expectedAt;
    return promised && expectedAt && dayOf(expectedAt) > dayOf(promised) && dayOf(expectedAt) === dayOf(is);
  });
  const isOrderMoved = dated.length === 0 && !fulfilments.some(({ expectedAt }) => expectedAt);
  if (!(isParcelMoved || isOrderMoved) || !isRecent(undefined)) return [];
  const onceKey = `order_delayed:${order.id}:${is.toISOString().slice(0, 10)}`;
  return [{ onceKey, notice: { kind: 'order_delayed', orderId: order.id, promisedAt: was.toISOString() } }];
}

/** Once, when all of it is there. */
function delivered(before: OrderBefore, { order }: OrderRows, isRecent: IsRecent): OrderNews[] {
  const isNew = isUnderWay(before.status) && isThere(order.status as OrderStatus);
  if (!isNew || !isRecent(order.deliveredAt)) return [];
  const onceKey = `order_delivered:${order.id}`;
  return [{ onceKey, notice: { kind: 'order_delivered', orderId: order.id } }];
}

function refunded(before: OrderBefore, { order, refunds }: OrderRows, isRecent: IsRecent): OrderNews[] {
  return refunds
    .filter(({ id, createdAt }) => !before.refundIds.has(id) && isRecent(createdAt))
    .map(({ id }) => ({
      onceKey: `order_refunded:${id}`,
      notice: { kind: 'order_refunded', orderId: order.id, refundId: id },
    }));
}
