import type { ActionFacts, Order, OrderLine } from '../storefront.types';

const DAY_MS = 86_400_000;

/** Why the line cannot come back, or undefined when it can. */
export function returnRefusal(
  order: Order,
  line: OrderLine,
  windowDays: number,
  now: Date,
): ActionFacts['refusal'] | undefined {
  if (order.status === 'cancelled') return 'cancelled';
  const isDelivered =
    order.deliveredAt !== null || order.status === 'delivered' || order.status === 'returned';
  if (!isDelivered) return 'not_delivered';
  if (line.isFinalSale) return 'final_sale';
  // Delivered on a day that nobody recorded: the benefit of the doubt.
  if (!order.deliveredAt) return undefined;
  const closesAt = new Date(order.deliveredAt).getTime() + windowDays * DAY_MS;
  return now.getTime() > closesAt ? 'window_passed' : undefined;
}
