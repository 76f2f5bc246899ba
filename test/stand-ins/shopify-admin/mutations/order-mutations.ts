import { type CallContext, requireScope } from '../call-context';
import { nextId } from '../builders';
import { gid, parseGid } from '../gid';
import { money } from '../money';
import { fulfilledQuantity, orderTotals, refundedQuantity } from '../order-state';
import type { OrderRow } from '../rows';
import { orderView } from '../views/order-view';
import type { View } from '../views/view';
import { userError, type UserError } from './user-error';

interface CancelArguments {
  orderId: string;
  reason: string;
  restock: boolean;
  refund?: boolean | null;
  refundMethod?: { originalPaymentMethodsRefund?: boolean | null } | null;
  staffNote?: string | null;
}

interface OrderInput {
  id: string;
  note?: string | null;
  email?: string | null;
  phone?: string | null;
  poNumber?: string | null;
  tags?: string[] | null;
  customAttributes?: { key: string; value: string }[] | null;
  shippingAddress?: Record<string, string | null> | null;
}

const MOST_TAGS = 250;
const LONGEST_TAG = 40;
const LONGEST_STAFF_NOTE = 255;

function isSent(order: OrderRow): boolean {
  return order.lineItems.some((line) => fulfilledQuantity(order, line.id) > 0);
}

/** The conditions of https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCancel */
function cancelRefusal(order: OrderRow, args: CancelArguments): UserError | null {
  if (order.cancelledAt) return userError(['orderId'], 'Order has already been cancelled', 'INVALID');
  if (order.returns.some((one) => one.status === 'OPEN' || one.status === 'REQUESTED')) {
    return userError(['orderId'], 'Cannot cancel an order with a return in progress', 'INVALID');
  }
  if (isSent(order)) return userError(['orderId'], 'Cannot cancel a fulfilled order', 'INVALID');
  if ((args.staffNote?.length ?? 0) > LONGEST_STAFF_NOTE) {
    return userError(['staffNote'], 'Staff note is too long (maximum is 255 characters)', 'INVALID');
  }
  if (args.refund != null && args.refundMethod != null) {
    return userError(['refund'], 'Only one of refund and refundMethod can be given', 'INVALID');
  }
  return null;
}

/** Accepted means that a job was begun: the order is cancelled when that is done. */
export function orderCancel(args: CancelArguments, context: CallContext): View {
  requireScope(context, 'write_orders', 'orderCancel');
  const order = context.shop.order(parseGid(args.orderId)?.id ?? 0);
  const refusal = order
    ? cancelRefusal(order, args)
    : userError(['orderId'], 'Order does not exist', 'NOT_FOUND');
  if (!order || refusal) return { job: null, orderCancelUserErrors: [refusal], userErrors: [refusal] };
  const job = gid('Job', nextId());
  context.shop.later(job, context.jobDelayMs, () => cancel(context, order, args));
  return { job: { id: job, done: false }, orderCancelUserErrors: [], userErrors: [] };
}

function cancel(context: CallContext, order: OrderRow, args: CancelArguments): void {
  const now = context.shop.now();
  const isPaid = order.financialStatus === 'PAID' || order.financialStatus === 'PARTIALLY_REFUNDED';
  const refunds = args.refund === true || args.refundMethod?.originalPaymentMethodsRefund === true;
  const { total, refunded } = orderTotals(order);
  if (isPaid && refunds) {
    const lines = order.lineItems
      .map((line) => ({ line, quantity: line.quantity - refundedQuantity(order, line.id) }))
      .filter(({ quantity }) => quantity > 0)
      .map(({ line, quantity }) => ({
        id: nextId(),
        lineItemId: line.id,
        quantity,
        subtotal: money(quantity * Math.round(Number(line.unitPrice) * 100)),
        restockType: args.restock ? ('CANCEL' as const) : ('NO_RESTOCK' as const),
      }));
    order.refunds.push({
      id: nextId(),
      createdAt: now,
      note: args.staffNote ?? null,
      total: money(total - refunded),
      returnId: null,
      lines,
    });
    order.financialStatus = 'REFUNDED';
  } else if (!isPaid) {
    order.financialStatus = 'VOIDED';
  }
  order.cancelledAt = now;
  order.closedAt = now;
  order.cancelReason = args.reason;
  order.staffNote = args.staffNote ?? null;
  context.shop.touch(order);
}

/** Also of a cancelled order: "you can still make limited updates to certain fields (like notes and tags)". */
export function orderUpdate({ input }: { input: OrderInput }, context: CallContext): View {
  requireScope(context, 'write_orders', 'orderUpdate');
  const order = context.shop.order(parseGid(input.id)?.id ?? 0);
  if (!order) return { order: null, userErrors: [userError(['id'], 'Order does not exist')] };
  const errors = updateRefusals(order, input);
  if (errors.length > 0) return { order: null, userErrors: errors };
  for (const field of ['note', 'email', 'phone', 'poNumber'] as const) {
    if (input[field] !== undefined) order[field] = input[field] ?? null;
  }
  if (input.tags) order.tags = [...new Set(input.tags.map((tag) => tag.trim()))];
  if (input.customAttributes) order.customAttributes = input.customAttributes.map((one) => ({ ...one }));
  if (input.shippingAddress && order.shippingAddress) {
    const { countryCode, ...address } = input.shippingAddress;
    Object.assign(order.shippingAddress, address, countryCode ? { countryCodeV2: countryCode } : {});
  }
  context.shop.touch(order);
  return { order: orderView(context, order), userErrors: [] };
}

function updateRefusals(order: OrderRow, input: OrderInput): UserError[] {
  const errors: UserError[] = [];
  if (input.tags && input.tags.length > MOST_TAGS) {
    errors.push(userError(['tags'], `Tags cannot be more than ${MOST_TAGS}`));
  }
  if (input.tags?.some((tag) => tag.length > LONGEST_TAG)) {
    errors.push(userError(['tags'], `Title Tag exceeds the maximum length of ${LONGEST_TAG} characters`));
  }
  if (input.email != null && !/^\S+@\S+\.\S+$/.test(input.email)) {
    errors.push(userError(['email'], 'Email is invalid'));
  }
  if (input.shippingAddress) {
    if (isSent(order)) {
      errors.push(
        userError(['shippingAddress'], 'Shipping address cannot be changed once the order is fulfilled'),
      );
    } else if (order.cancelledAt) {
      errors.push(userError(['shippingAddress'], 'Shipping address of a cancelled order cannot be changed'));
    }
    for (const field of ['address1', 'city']) {
      if (input.shippingAddress[field] === '') {
        errors.push(userError(['shippingAddress', field], `Shipping address ${field} can't be blank`));
      }
    }
  }
  return errors;
}
