import type { ShopEvent } from '../events-in/event-applier.port';
import { PayloadFields } from '../payload/payload-fields';
import { versionOf, type RecordChange, type RefundBody } from '../records/record-parts';

export function shopifyRefund({ payload, triggeredAt }: ShopEvent): RecordChange[] {
  const refund = PayloadFields.of(payload);
  return [refundPart(refund.id('order_id'), refund, triggeredAt)];
}

/** A refund changes in one way only: a payment that was pending succeeds. So the higher amount is the later. */
export function refundPart(orderId: string, refund: PayloadFields, triggeredAt: Date | null): RecordChange {
  const createdAt = refund.instant('created_at');
  const body: RefundBody = {
    amountMinor: amountOf(refund),
    reason: refund.lineOrNull('note'),
    lines: refund.list('refund_line_items').map((line) => ({
      lineId: line.id('line_item_id'),
      quantity: line.count('quantity'),
    })),
    createdAt: createdAt.toISOString(),
  };
  const version = versionOf(body, createdAt, body.amountMinor, triggeredAt);
  const part = `refund:${refund.id('id')}` as const;
  return { type: 'merge', part: { kind: 'order', id: orderId, part, version, changedAt: createdAt, body } };
}

/** What was really paid back; goods that only went back into stock cost nothing. */
function amountOf(refund: PayloadFields): number {
  const paid = refund
    .list('transactions')
    .filter((one) => one.lineOrNull('kind') === 'refund' && one.lineOrNull('status') === 'success');
  const amount = paid.reduce((sum, one) => sum + one.money('amount', one.currency('currency')), 0);
  return Math.max(0, amount);
}
