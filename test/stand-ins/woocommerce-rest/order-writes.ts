import { aNote, aRefund, nextId } from './builders';
import { notOneOf } from './list-parameters';
import { invalidParameters, notInStandIn, RestError } from './rest-error';
import type { AddressRow, NoteRow, OrderRow, RefundRow } from './rows';
import type { Site } from './site';

export const ORDER_STATUSES = [
  ...['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'checkout-draft'],
];

type Body = Record<string, unknown>;

const WRITABLE = [
  'status',
  'customer_note',
  'customer_id',
  'billing',
  'shipping',
  'meta_data',
  'transaction_id',
];

/** Any status may follow any other: WooCommerce itself refuses no transition. */
export function updateOrder(order: OrderRow, body: Body, site: Site): void {
  const { status, customer_note, customer_id, billing, shipping, meta_data, transaction_id } = body;
  if (status !== undefined) {
    const fault = notOneOf('status', ORDER_STATUSES)(typeof status === 'string' ? status : '');
    if (fault) throw invalidParameters({ status: fault });
  }
  const other = Object.keys(body).find((key) => !WRITABLE.includes(key) && key !== 'id');
  if (other) throw notInStandIn(`a change of an order's ${other}`);
  if (typeof customer_id === 'number' && customer_id !== 0) {
    if (!site.customers.some((customer) => customer.id === customer_id)) {
      throw new RestError('woocommerce_rest_invalid_customer_id', 'Customer ID is invalid.', 400);
    }
    order.customer_id = customer_id;
  }
  if (typeof customer_note === 'string') order.customer_note = customer_note;
  if (typeof transaction_id === 'string') order.transaction_id = transaction_id;
  Object.assign(order.billing, billing as Partial<AddressRow> | undefined);
  Object.assign(order.shipping, shipping as Partial<AddressRow> | undefined);
  for (const meta of (meta_data ?? []) as { key: string; value: unknown; id?: number }[]) {
    const has = order.meta_data.find((one) => (meta.id ? one.id === meta.id : one.key === meta.key));
    if (has) has.value = meta.value;
    else order.meta_data.push({ id: nextId(), key: meta.key, value: meta.value });
  }
  if (typeof status === 'string' && status !== order.status) changeStatus(order, status, site);
  order.date_modified_gmt = site.now();
}

function changeStatus(order: OrderRow, status: string, site: Site): void {
  const note = `Order status changed from ${order.status} to ${status}.`;
  order.notes.unshift(aNote({ date_created_gmt: site.now(), note }));
  order.status = status;
  if (status === 'completed') order.date_completed_gmt ??= site.now();
  if (status === 'processing' || status === 'completed') order.date_paid_gmt ??= site.now();
  // wc_order_fully_refunded(): the status alone writes a refund of what is left, and pays nothing back.
  if (status === 'refunded' && remaining(order) > 0) {
    const amount = (remaining(order) / 100).toFixed(2);
    order.refunds.unshift(aRefund({ date_created_gmt: site.now(), amount, reason: 'Order fully refunded.' }));
  }
}

/** A note doesn't change when its order was modified. */
export function addNote(order: OrderRow, body: Body, site: Site): NoteRow {
  if (typeof body.note !== 'string') {
    throw new RestError('rest_missing_callback_param', 'Missing parameter(s): note', 400, {
      status: 400,
      params: ['note'],
    });
  }
  const note = aNote({
    author: 'WooCommerce',
    date_created_gmt: site.now(),
    note: body.note,
    customer_note: body.customer_note === true,
  });
  order.notes.unshift(note);
  return note;
}

/** Its faults give a bare number as their data, which WordPress answers as 500. */
export function addRefund(order: OrderRow | undefined, body: Body, site: Site): RefundRow {
  if (!order) throw new RestError('woocommerce_rest_invalid_order_id', 'Invalid order ID.', 500, 404);
  const refused = (message: string): RestError =>
    new RestError('woocommerce_rest_cannot_create_order_refund', message, 500, 500);
  const amount = Math.round(Number(body.amount ?? 0) * 100);
  if (amount < 0) {
    const message = 'Refund amount must be greater than zero.';
    throw new RestError('woocommerce_rest_invalid_order_refund', message, 500, 400);
  }
  if (body.line_items !== undefined) throw notInStandIn('a refund by lines');
  if (Number.isNaN(amount) || amount > remaining(order)) throw refused('Invalid refund amount.');
  const pays = body.api_refund !== false;
  if (pays && !site.refundingGateways.has(order.payment_method)) {
    throw refused('The payment gateway for this order does not support automatic refunds.');
  }
  const refund = aRefund({
    date_created_gmt: site.now(),
    amount: (amount / 100).toFixed(2),
    reason: typeof body.reason === 'string' ? body.reason : '',
    refunded_payment: pays,
  });
  order.refunds.unshift(refund);
  if (remaining(order) === 0) changeStatus(order, 'refunded', site);
  order.date_modified_gmt = site.now();
  return refund;
}

/** In hundredths. */
function remaining(order: OrderRow): number {
  const back = order.refunds.reduce((sum, refund) => sum + Math.round(Number(refund.amount) * 100), 0);
  return Math.round(Number(order.total) * 100) - back;
}
