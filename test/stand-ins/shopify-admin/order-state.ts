import { hundredths } from './money';
import type { LineItemRow, OrderRow, ReturnRow } from './rows';

/** What Shopify derives from an order's fulfilments, refunds and returns. */
export function fulfilledQuantity(order: OrderRow, lineItemId: number): number {
  return order.fulfillments
    .filter((fulfillment) => fulfillment.status === 'SUCCESS')
    .flatMap((fulfillment) => fulfillment.lines)
    .filter((line) => line.lineItemId === lineItemId)
    .reduce((sum, line) => sum + line.quantity, 0);
}

export function refundedQuantity(order: OrderRow, lineItemId: number, restockType?: string): number {
  return order.refunds
    .flatMap((refund) => refund.lines)
    .filter((line) => line.lineItemId === lineItemId && (!restockType || line.restockType === restockType))
    .reduce((sum, line) => sum + line.quantity, 0);
}

/** A refund takes unsent items out of the order (CANCEL) before it takes sent ones back (RETURN). */
export function unfulfilledQuantity(order: OrderRow, line: LineItemRow): number {
  const left = line.quantity - fulfilledQuantity(order, line.id) - refundedQuantity(order, line.id, 'CANCEL');
  return Math.max(0, left);
}

export function fulfillmentStatus(order: OrderRow): string {
  if (order.fulfillmentStatus) return order.fulfillmentStatus;
  const sent = order.lineItems.some((line) => fulfilledQuantity(order, line.id) > 0);
  if (!sent) return 'UNFULFILLED';
  const left = order.lineItems.some((line) => unfulfilledQuantity(order, line) > 0);
  return left ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
}

export function returnStatus(order: OrderRow): string {
  const has = (status: ReturnRow['status']): boolean => order.returns.some((one) => one.status === status);
  if (has('REQUESTED')) return 'RETURN_REQUESTED';
  if (has('OPEN')) return 'IN_PROGRESS';
  return has('CLOSED') ? 'RETURNED' : 'NO_RETURN';
}

/** How many of a fulfilled line can still be asked back: declined and cancelled returns give theirs free. */
export function returnableQuantity(order: OrderRow, fulfillmentLineItemId: number): number {
  const fulfilled = order.fulfillments
    .filter((fulfillment) => fulfillment.status === 'SUCCESS')
    .flatMap((fulfillment) => fulfillment.lines)
    .find((line) => line.id === fulfillmentLineItemId);
  if (!fulfilled) return 0;
  const asked = order.returns
    .filter((one) => one.status !== 'DECLINED' && one.status !== 'CANCELED')
    .flatMap((one) => one.lines)
    .filter((line) => line.fulfillmentLineItemId === fulfillmentLineItemId)
    .reduce((sum, line) => sum + line.quantity, 0);
  return Math.max(0, fulfilled.quantity - asked);
}

export interface OrderTotals {
  discounts: number;
  subtotal: number;
  shipping: number;
  total: number;
  refunded: number;
}

/** In hundredths. With taxes included, the total has them already. */
export function orderTotals(order: OrderRow): OrderTotals {
  const discounts = order.lineItems.reduce((sum, line) => sum + hundredths(line.totalDiscount), 0);
  const gross = order.lineItems.reduce((sum, line) => sum + line.quantity * hundredths(line.unitPrice), 0);
  const subtotal = gross - discounts;
  const shipping = hundredths(order.shippingPrice);
  const tax = order.taxesIncluded ? 0 : hundredths(order.totalTax);
  const refunded = order.refunds.reduce((sum, refund) => sum + hundredths(refund.total), 0);
  return { discounts, subtotal, shipping, total: subtotal + shipping + tax, refunded };
}
