import { dayOf } from '../day-of';
import type { Order, OrderStatus } from '../storefront.types';
import type { OrderNotice } from './customer-notice';

const UNDER_WAY: ReadonlySet<OrderStatus> = new Set(['processing', 'shipped']);
const THERE: ReadonlySet<OrderStatus> = new Set(['delivered', 'partly_refunded']);

/** Something of it is still to come. */
export function isUnderWay(status: OrderStatus): boolean {
  return UNDER_WAY.has(status);
}

/** All of it has arrived, and not all of it has gone back. */
export function isThere(status: OrderStatus): boolean {
  return THERE.has(status);
}

/** Whether what the notice says is borne out by the order as it is now. */
export function isStillSo(notice: OrderNotice, order: Order, refundIds: ReadonlySet<string>): boolean {
  switch (notice.kind) {
    case 'order_shipped':
      return order.status === 'shipped';
    case 'order_delayed': {
      const isLater =
        order.expectedAt !== null && dayOf(new Date(order.expectedAt)) > dayOf(new Date(notice.promisedAt));
      return isUnderWay(order.status) && order.deliveredAt === null && (order.isLate || isLater);
    }
    case 'order_delivered':
      return isThere(order.status);
    case 'order_refunded':
      return refundIds.has(notice.refundId);
  }
}
