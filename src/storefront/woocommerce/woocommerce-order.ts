import type { ShopEvent } from '../events-in/event-applier.port';
import { fullName } from '../payload/full-name';
import { PayloadFields } from '../payload/payload-fields';
import {
  versionOf,
  type LineBody,
  type LineCount,
  type OrderBody,
  type RecordChange,
} from '../records/record-parts';
import { wooAddress } from './woocommerce-address';
import { wooFulfilments } from './woocommerce-tracking';

/** Carts, and what the editor makes before an order is saved. */
const NOT_PLACED = new Set(['checkout-draft', 'auto-draft', 'draft', 'trash']);
/** In the order in which an order goes through them. */
const STATUSES = [
  'pending',
  'failed',
  'on-hold',
  'processing',
  'completed',
  'delivered',
  'refunded',
  'cancelled',
];
const NOT_SENT = new Set(['cancelled', 'failed']);
/** `shipped` and `delivered` are not WooCommerce's own, but usual names of statuses that shops add. */
const SENT = new Set(['completed', 'shipped', 'delivered']);

export function wooOrder({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const order = PayloadFields.of(payload);
  if (NOT_PLACED.has(order.line('status'))) return [];
  const id = order.id('id');
  const updatedAt = order.utcOrNull('date_modified_gmt') ?? order.utc('date_created_gmt');
  const body = orderBody(order, updatedAt);
  const rank = STATUSES.indexOf(order.line('status')) + 1;
  const version = versionOf(body, updatedAt, triggeredAt, rank);
  return [
    { type: 'merge', part: { kind: 'order', id, part: 'head', version, changedAt: updatedAt, body } },
    ...mention(order, updatedAt),
    ...refunds(order, id, body.currency, updatedAt),
  ];
}

function orderBody(order: PayloadFields, updatedAt: Date): OrderBody {
  const currency = order.currency('currency');
  const status = order.line('status');
  const isShipped = SENT.has(status);
  const billing = order.withinOrNull('billing');
  const billTo = wooAddress(billing);
  return {
    number: order.lineOrNull('number')?.replace(/^#\s*/, '') || order.id('id'),
    customerId: order.idOrNull('customer_id'),
    email: billing?.emailOrNull('email') ?? null,
    placedAt: order.utc('date_created_gmt').toISOString(),
    updatedAt: updatedAt.toISOString(),
    // No field tells when.
    cancelledAt: null,
    isCancelled: NOT_SENT.has(status),
    financialState: status === 'refunded' ? 'refunded' : order.has('date_paid_gmt') ? 'paid' : 'pending',
    fulfilmentState: status,
    progress: {
      isShipped,
      isDelivered: status === 'delivered',
      shippedAt: isShipped ? (order.utcOrNull('date_completed_gmt')?.toISOString() ?? null) : null,
      deliveredAt: null,
    },
    expectedAt: null,
    isRefunded: status === 'refunded',
    currency,
    totalMinor: order.money('total', currency),
    // An order without an address of its own goes to where it is paid from.
    shipTo: wooAddress(order.withinOrNull('shipping')) ?? billTo,
    billTo,
    lines: linesOf(order, currency),
    refundIds: order.listById('refunds').map(([id]) => id),
    fulfilments: wooFulfilments(order),
  };
}

function linesOf(order: PayloadFields, currency: string): LineBody[] {
  return order
    .listById('line_items')
    .map(([id, line]) => ({
      id,
      sku: line.lineOrNull('sku'),
      name: line.line('name'),
      quantity: line.count('quantity'),
      unitPriceMinor: line.money('price', currency),
      isFinalSale: false,
    }))
    .filter(({ quantity }) => quantity > 0);
}

function mention(order: PayloadFields, changedAt: Date): RecordChange[] {
  const id = order.idOrNull('customer_id');
  if (id === null) return [];
  // Without it nothing is known of them, and the order is theirs all the same.
  const billing = order.withinOrNull('billing');
  const body = {
    email: billing?.emailOrNull('email') ?? null,
    name: billing ? fullName(billing) : '',
    phone: billing?.lineOrNull('phone') ?? null,
    locale: null,
    updatedAt: null,
  };
  const version = versionOf(body, changedAt);
  return [{ type: 'merge', part: { kind: 'customer', id, part: 'mention', version, changedAt, body } }];
}

/**
 * In an event a refund has no time: it was made at the first change of its order that has it, so the earliest one stays.
 * The API knows the time itself, which is earlier still, and what was paid back.
 */
function refunds(order: PayloadFields, id: string, currency: string, changedAt: Date): RecordChange[] {
  return order.listById('refunds').map(([refundId, refund]) => {
    const createdAt = refund.utcOrNull('date_created_gmt') ?? changedAt;
    const body = {
      amountMinor: Math.abs(refund.money('total', currency)),
      reason: refund.lineOrNull('reason'),
      lines: refund.has('line_items') ? refund.list('line_items').flatMap(refundedLine) : null,
      createdAt: createdAt.toISOString(),
    };
    const version = versionOf(body, Number.MAX_SAFE_INTEGER - createdAt.getTime());
    return {
      type: 'merge',
      part: { kind: 'order', id, part: `refund:${refundId}` as const, version, changedAt: createdAt, body },
    };
  });
}

/** A line of a refund has an id of its own, and names the order's line in its meta data. */
function refundedLine(line: PayloadFields): LineCount[] {
  const named = line.list('meta_data').find((meta) => meta.raw('key') === '_refunded_item_id');
  const lineId = named?.idOrNull('value') ?? null;
  const quantity = Math.abs(line.countOrNull('quantity') ?? 0);
  return lineId === null || quantity === 0 ? [] : [{ lineId, quantity }];
}
