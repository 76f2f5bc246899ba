import type { OrderStatus, ReturnRecord } from '../storefront.types';
import type { DemoSku } from './demo-products';
import type { DemoCustomerId } from './demo-shop';

/** A day relative to the start: -5 is five days ago. */
export type Day = number;

export interface DemoOrder {
  number: string;
  customerId: DemoCustomerId;
  status: OrderStatus;
  placed: Day;
  shipped?: Day;
  expected?: Day;
  delivered?: Day;
  cancelled?: Day;
  carrier?: string;
  trackingNumber?: string;
  lines: { sku: DemoSku; quantity: number }[];
  refund?: { amountMinor: number; day: Day; reason: string };
  /** Of the first line. */
  return?: { number: string; state: ReturnRecord['state']; day: Day; reason: string };
}

const line = (sku: DemoSku, quantity = 1): DemoOrder['lines'][number] => ({ sku, quantity });

/** One order at least of every state; guides, tests and examples name them by number. */
export const DEMO_ORDERS: DemoOrder[] = [
  {
    number: 'W1001',
    customerId: 'cust-ana',
    status: 'shipped',
    placed: -4,
    shipped: -2,
    expected: 2,
    carrier: 'DHL',
    trackingNumber: 'JD014600001001',
    lines: [line('SKU-20110'), line('SKU-40005')],
  },
  {
    number: 'W1002',
    customerId: 'cust-ben',
    status: 'delivered',
    placed: -9,
    shipped: -8,
    delivered: -5,
    lines: [line('SKU-10442')],
  },
  {
    number: 'W1003',
    customerId: 'cust-ana',
    status: 'processing',
    placed: -1,
    lines: [line('SKU-30077', 2)],
  },
  {
    number: 'W1004',
    customerId: 'cust-ben',
    status: 'shipped',
    placed: -11,
    shipped: -9,
    expected: -3,
    carrier: 'DPD',
    trackingNumber: '15500001004',
    lines: [line('SKU-50009')],
  },
  {
    number: 'W1005',
    customerId: 'cust-chloe',
    status: 'delivered',
    placed: -65,
    shipped: -63,
    delivered: -60,
    lines: [line('SKU-20111')],
  },
  {
    number: 'W1006',
    customerId: 'cust-chloe',
    status: 'cancelled',
    placed: -13,
    cancelled: -12,
    lines: [line('SKU-30078')],
  },
  {
    number: 'W1007',
    customerId: 'cust-ana',
    status: 'returned',
    placed: -25,
    shipped: -23,
    delivered: -20,
    lines: [line('SKU-10443')],
    return: { number: 'RMA-7K2Q9M', state: 'refunded', day: -14, reason: 'It does not fit my kitchen' },
    refund: { amountMinor: 3990, day: -6, reason: 'Return received' },
  },
  {
    number: 'W1008',
    customerId: 'cust-chloe',
    status: 'partly_refunded',
    placed: -20,
    shipped: -18,
    delivered: -15,
    lines: [line('SKU-40005'), line('SKU-30077')],
    refund: { amountMinor: 2400, day: -4, reason: 'Ceramic Mug Set arrived broken' },
  },
  {
    number: 'W1009',
    customerId: 'cust-ben',
    status: 'processing',
    placed: 0,
    lines: [line('SKU-30078')],
  },
  {
    number: 'W1010',
    customerId: 'cust-chloe',
    status: 'shipped',
    placed: -2,
    shipped: -1,
    expected: 3,
    carrier: 'DHL',
    trackingNumber: 'JD014600001010',
    lines: [line('SKU-20110', 2), line('SKU-50009')],
  },
  {
    number: 'W1011',
    customerId: 'cust-ana',
    status: 'delivered',
    placed: -8,
    shipped: -6,
    delivered: -3,
    lines: [line('SKU-60002'), line('SKU-60001', 2), line('SKU-10442')],
  },
  {
    number: 'W1012',
    customerId: 'cust-ben',
    status: 'delivered',
    placed: -15,
    shipped: -13,
    delivered: -10,
    lines: [line('SKU-20111')],
    return: { number: 'RMA-4XW8TB', state: 'registered', day: -2, reason: 'Too small' },
  },
];

/** By which the demo shop's orders can be looked up, where there is one. */
export const DEMO_ORDER_NUMBERS: string[] = DEMO_ORDERS.map(({ number }) => number);
