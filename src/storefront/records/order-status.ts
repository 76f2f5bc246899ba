import type { OrderStatus } from '../storefront.types';

/** What an order's status follows from. */
export interface OrderProgress {
  isCancelled: boolean;
  /** All that will be sent has left, or is there. */
  isComplete: boolean;
  /** Fulfilments that were not cancelled and did not fail, each delivered or not. */
  sent: readonly { isDelivered: boolean }[];
  totalMinor: number;
  refundedMinor: number;
  /** The shop says that all was paid back, whatever the refunds come to. */
  isRefunded: boolean;
  /** Every item has come back. */
  isReturned: boolean;
}

/**
 * Where an order is. Until it is delivered that is what customers ask for, so a refund of a part counts only then;
 * what was paid back is in its refunds all the same.
 */
export function orderStatusOf(progress: OrderProgress): OrderStatus {
  const { sent, refundedMinor, totalMinor } = progress;
  const isSent = sent.length > 0;
  if (progress.isCancelled) return 'cancelled';
  const isAllPaidBack = progress.isRefunded || (totalMinor > 0 && refundedMinor >= totalMinor);
  // Paid back before anything left: nothing will.
  if (isAllPaidBack) return isSent ? 'returned' : 'cancelled';
  if (progress.isReturned) return 'returned';
  if (!isSent) return 'processing';
  if (!progress.isComplete || sent.some(({ isDelivered }) => !isDelivered)) return 'shipped';
  return refundedMinor > 0 ? 'partly_refunded' : 'delivered';
}
