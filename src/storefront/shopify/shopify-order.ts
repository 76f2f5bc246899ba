import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { versionOf, type LineBody, type OrderBody, type RecordChange } from '../records/record-parts';
import { shopifyAddress } from './shopify-address';
import { customerBody } from './shopify-customer';
import { fulfilmentPart } from './shopify-fulfilment';
import { refundPart } from './shopify-refund';

const PAID_BACK = new Set(['refunded', 'voided']);

/** Every `orders/…` event has the whole order, with its fulfilments and refunds as they were then. */
export function shopifyOrder(event: ShopEvent): RecordChange[] {
  const order = PayloadFields.of(event.payload);
  const id = order.id('id');
  const updatedAt = order.instant('updated_at');
  const body = orderBody(order, updatedAt);
  const version = versionOf(body, updatedAt, event.triggeredAt, progressOf(body));
  const customer = order.withinOrNull('customer');
  return [
    { type: 'merge', part: { kind: 'order', id, part: 'head', version, changedAt: updatedAt, body } },
    ...(customer ? [mention(customer, updatedAt)] : []),
    ...order
      .listById('fulfillments')
      .map(([, fulfilment]) => fulfilmentPart(id, fulfilment, event.triggeredAt)),
    ...order.listById('refunds').map(([, refund]) => refundPart(id, refund, event.triggeredAt)),
  ];
}

function mention(customer: PayloadFields, changedAt: Date): RecordChange {
  const body = customerBody(customer);
  const version = versionOf(body, changedAt);
  return {
    type: 'merge',
    part: { kind: 'customer', id: customer.id('id'), part: 'mention', version, changedAt, body },
  };
}

function orderBody(order: PayloadFields, updatedAt: Date): OrderBody {
  const currency = order.currency('currency');
  const cancelledAt = order.instantOrNull('cancelled_at');
  const financialState = order.lineOrNull('financial_status');
  const fulfilmentState = order.lineOrNull('fulfillment_status');
  return {
    number: order.line('name').replace(/^#\s*/, '') || order.refuse('name'),
    customerId: order.withinOrNull('customer')?.id('id') ?? null,
    email: order.emailOrNull('email') ?? order.emailOrNull('contact_email'),
    placedAt: (order.instantOrNull('processed_at') ?? order.instant('created_at')).toISOString(),
    updatedAt: updatedAt.toISOString(),
    cancelledAt: cancelledAt?.toISOString() ?? null,
    isCancelled: cancelledAt !== null,
    financialState,
    fulfilmentState,
    // When it was sent, and whether it is there, its fulfilments say.
    progress: {
      isShipped: fulfilmentState === 'fulfilled',
      isDelivered: false,
      shippedAt: null,
      deliveredAt: null,
    },
    expectedAt: null,
    isRefunded: financialState !== null && PAID_BACK.has(financialState),
    currency,
    totalMinor: order.money('total_price', currency),
    shipTo: shopifyAddress(order.withinOrNull('shipping_address')),
    billTo: shopifyAddress(order.withinOrNull('billing_address')),
    lines: linesOf(order, currency),
    refundIds: null,
    fulfilments: [],
  };
}

/** What was ordered, without what was taken out again by an edit: that was neither sent nor paid back. */
function linesOf(order: PayloadFields, currency: string): LineBody[] {
  const refunded = refundedCounts(order);
  return order
    .listById('line_items')
    .map(([id, line]) => {
      const ordered = line.count('quantity');
      const left = line.countOrNull('current_quantity') ?? ordered;
      return {
        id,
        sku: line.lineOrNull('sku'),
        name: line.lineOrNull('name') ?? line.line('title'),
        quantity: Math.min(ordered, left + (refunded.get(id) ?? 0)),
        unitPriceMinor: line.money('price', currency),
        isFinalSale: false,
      };
    })
    .filter(({ quantity }) => quantity > 0);
}

function refundedCounts(order: PayloadFields): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of order.list('refunds').flatMap((refund) => refund.list('refund_line_items'))) {
    const id = line.id('line_item_id');
    counts.set(id, (counts.get(id) ?? 0) + line.count('quantity'));
  }
  return counts;
}

/** Tells apart what has one time: an order goes forward. */
function progressOf({ isCancelled, isRefunded, fulfilmentState, financialState }: OrderBody): number {
  const sent = fulfilmentState === 'fulfilled' ? 2 : fulfilmentState === null ? 0 : 1;
  const paid =
    financialState === 'paid' ? 1 : financialState === 'partially_refunded' ? 2 : isRefunded ? 3 : 0;
  return (isCancelled ? 100 : 0) + sent * 10 + paid;
}
