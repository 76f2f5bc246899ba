import { describe, expect, it } from '@jest/globals';
import type { OrderStatus } from '../storefront.types';
import { orderStatusOf, type OrderProgress } from './order-status';

const PLACED: OrderProgress = {
  isCancelled: false,
  isComplete: false,
  sent: [],
  totalMinor: 5000,
  refundedMinor: 0,
  isRefunded: false,
  isReturned: false,
};
const UNDER_WAY = { isDelivered: false };
const THERE = { isDelivered: true };

describe(orderStatusOf.name, () => {
  it.each<[string, Partial<OrderProgress>, OrderStatus]>([
    ['just placed', {}, 'processing'],
    ['with a part paid back before it is sent', { refundedMinor: 1000 }, 'processing'],
    ['sent', { sent: [UNDER_WAY], isComplete: true }, 'shipped'],
    ['sent in part', { sent: [UNDER_WAY] }, 'shipped'],
    ['of which one parcel of two is there', { sent: [THERE, UNDER_WAY], isComplete: true }, 'shipped'],
    ['of which all that was sent is there, and more is to come', { sent: [THERE] }, 'shipped'],
    ['sent, with a part paid back', { sent: [UNDER_WAY], isComplete: true, refundedMinor: 1000 }, 'shipped'],
    ['all there', { sent: [THERE, THERE], isComplete: true }, 'delivered'],
    [
      'there, with a part paid back',
      { sent: [THERE], isComplete: true, refundedMinor: 1 },
      'partly_refunded',
    ],
    ['there, and all paid back', { sent: [THERE], isComplete: true, refundedMinor: 5000 }, 'returned'],
    ['there, and all paid back as the shop says', { sent: [THERE], isRefunded: true }, 'returned'],
    ['that came back', { sent: [THERE], isComplete: true, isReturned: true }, 'returned'],
    ['all paid back before it was sent', { refundedMinor: 5000 }, 'cancelled'],
    ['cancelled', { isCancelled: true }, 'cancelled'],
    ['cancelled after it was sent', { isCancelled: true, sent: [UNDER_WAY] }, 'cancelled'],
    ['that costs nothing', { totalMinor: 0 }, 'processing'],
    ['that costs nothing, and is there', { totalMinor: 0, sent: [THERE], isComplete: true }, 'delivered'],
  ])('says where an order is: %s', (_, progress, status) => {
    expect(orderStatusOf({ ...PLACED, ...progress })).toBe(status);
  });
});
