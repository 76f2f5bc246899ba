import type { ActionFacts, ActionResult, Order } from '../storefront.types';

/** The refusal of whatever is possible only before the order leaves the shop. */
export function notProcessing(order: Order): ActionResult | undefined {
  return order.status === 'processing'
    ? undefined
    : { outcome: 'not_allowed', facts: { refusal: reasonOf(order) } };
}

function reasonOf(order: Order): ActionFacts['refusal'] {
  if (order.status === 'cancelled') return 'cancelled';
  if (order.status === 'delivered' || order.status === 'returned' || order.deliveredAt) return 'delivered';
  // A partly refunded order may not have left yet: then none of the reasons is true.
  return order.status === 'shipped' || order.shippedAt ? 'already_shipped' : undefined;
}
