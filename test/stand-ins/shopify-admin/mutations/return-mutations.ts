import { nextId } from '../builders';
import { type CallContext, requireScope } from '../call-context';
import { gid, parseGid } from '../gid';
import { returnableQuantity } from '../order-state';
import type { OrderRow, ReturnRow } from '../rows';
import { REASON_DEFINITIONS } from '../views/return-reasons';
import { returnView } from '../views/return-view';
import type { View } from '../views/view';
import { userError, type UserError } from './user-error';

interface LineInput {
  fulfillmentLineItemId: string;
  quantity: number;
  returnReason?: string | null;
  returnReasonDefinitionId?: string | null;
  returnReasonNote?: string | null;
  customerNote?: string | null;
}

interface ReturnInput {
  orderId: string;
  returnLineItems: LineInput[];
}

const LONGEST_NOTE = 255;
const LONGEST_DECLINE_NOTE = 500;

/** Assumes that the shop has agreed: the return is open at once. */
export function returnCreate({ returnInput }: { returnInput: ReturnInput }, context: CallContext): View {
  requireScope(context, 'write_returns', 'returnCreate');
  return makeReturn(returnInput, 'OPEN', context);
}

/** Waits for the shop to approve or decline it. */
export function returnRequest({ input }: { input: ReturnInput }, context: CallContext): View {
  requireScope(context, 'write_returns', 'returnRequest');
  return makeReturn(input, 'REQUESTED', context);
}

export function returnApproveRequest({ input }: { input: { id: string } }, context: CallContext): View {
  return change(input.id, ['REQUESTED'], ['id'], context, 'returnApproveRequest', (row) => {
    row.status = 'OPEN';
    row.requestApprovedAt = context.shop.now();
  });
}

export function returnDeclineRequest(
  { input }: { input: { id: string; declineReason: string; declineNote?: string | null } },
  context: CallContext,
): View {
  if ((input.declineNote?.length ?? 0) > LONGEST_DECLINE_NOTE) {
    const message = `Decline note is too long (maximum is ${LONGEST_DECLINE_NOTE} characters)`;
    return { return: null, userErrors: [userError(['input', 'declineNote'], message, 'TOO_LONG')] };
  }
  return change(input.id, ['REQUESTED'], ['id'], context, 'returnDeclineRequest', (row) => {
    row.status = 'DECLINED';
    row.decline = { reason: input.declineReason, note: input.declineNote ?? null };
  });
}

export function returnCancel({ id }: { id: string }, context: CallContext): View {
  return change(id, ['OPEN', 'REQUESTED', 'CANCELED'], ['id'], context, 'returnCancel', (row) => {
    row.status = 'CANCELED';
  });
}

export function returnClose({ id }: { id: string }, context: CallContext): View {
  return change(id, ['OPEN', 'CLOSED'], ['id'], context, 'returnClose', (row) => {
    row.closedAt ??= context.shop.now();
    row.status = 'CLOSED';
  });
}

function makeReturn(input: ReturnInput, status: 'OPEN' | 'REQUESTED', context: CallContext): View {
  const order = context.shop.order(parseGid(input.orderId)?.id ?? 0);
  if (!order) {
    return { return: null, userErrors: [userError(['orderId'], 'Order does not exist.', 'NOT_FOUND')] };
  }
  const errors = lineRefusals(order, input.returnLineItems);
  if (errors.length > 0) return { return: null, userErrors: errors };
  const row: ReturnRow = {
    id: nextId(),
    name: `${order.name}-R${order.returns.length + 1}`,
    status,
    createdAt: context.shop.now(),
    closedAt: null,
    requestApprovedAt: null,
    decline: null,
    lines: input.returnLineItems.map((line) => ({
      id: nextId(),
      fulfillmentLineItemId: parseGid(line.fulfillmentLineItemId)?.id ?? 0,
      quantity: line.quantity,
      processedQuantity: 0,
      refundedQuantity: 0,
      returnReason: reasonOf(line) ?? 'UNKNOWN',
      returnReasonNote: line.returnReasonNote ?? '',
      customerNote: line.customerNote ?? null,
    })),
  };
  order.returns.push(row);
  // "If you create a return on an archived order, then the order is automatically unarchived."
  if (!order.cancelledAt) order.closedAt = null;
  context.shop.touch(order);
  return { return: returnView(context, order, row), userErrors: [] };
}

function lineRefusals(order: OrderRow, lines: LineInput[]): UserError[] {
  if (lines.length === 0) {
    return [userError(['returnLineItems'], 'Return must have at least one line item.', 'BLANK')];
  }
  const taken = new Map<number, number>();
  return lines.flatMap((line, index) => {
    const at = (field: string): string[] => ['returnLineItems', String(index), field];
    const id = parseGid(line.fulfillmentLineItemId);
    const isFulfilled =
      id?.type === 'FulfillmentLineItem' &&
      order.fulfillments.some((one) => one.status === 'SUCCESS' && one.lines.some((of) => of.id === id.id));
    if (!id || !isFulfilled) {
      return [userError(at('fulfillmentLineItemId'), 'Fulfillment line item does not exist.', 'NOT_FOUND')];
    }
    const before = taken.get(id.id) ?? 0;
    taken.set(id.id, before + line.quantity);
    if (line.quantity < 1 || line.quantity > returnableQuantity(order, id.id) - before) {
      return [userError(at('quantity'), 'Quantity is not available for return.', 'INVALID')];
    }
    if (reasonOf(line) === null) {
      return [
        userError(at('returnReasonDefinitionId'), 'Return reason definition does not exist.', 'NOT_FOUND'),
      ];
    }
    const note = line.returnReasonNote ?? line.customerNote ?? '';
    if (note.length > LONGEST_NOTE) {
      const field = line.customerNote ? 'customerNote' : 'returnReasonNote';
      return [userError(at(field), `Note is too long (maximum is ${LONGEST_NOTE} characters)`, 'TOO_LONG')];
    }
    return [];
  });
}

/** Undefined: none was given. Null: an id that isn't in the shop's library. */
function reasonOf(line: LineInput): string | undefined | null {
  if (line.returnReasonDefinitionId == null) return line.returnReason ?? undefined;
  const id = parseGid(line.returnReasonDefinitionId);
  return REASON_DEFINITIONS.find((one) => one.id === id?.id)?.reason ?? null;
}

function change(
  id: string,
  from: ReturnRow['status'][],
  field: string[],
  context: CallContext,
  mutation: string,
  apply: (row: ReturnRow) => void,
): View {
  requireScope(context, 'write_returns', mutation);
  const parsed = parseGid(id);
  const order = context.shop.orders.find((one) => one.returns.some((row) => row.id === parsed?.id));
  const row = order?.returns.find((one) => one.id === parsed?.id);
  if (!order || !row || id !== gid('Return', row.id)) {
    return { return: null, userErrors: [userError(field, 'Return does not exist.', 'NOT_FOUND')] };
  }
  if (!from.includes(row.status)) {
    const code = from[0] === 'REQUESTED' ? 'INVALID' : 'INVALID_STATE';
    return { return: null, userErrors: [userError(field, 'Return status is invalid.', code)] };
  }
  apply(row);
  context.shop.touch(order);
  return { return: returnView(context, order, row), userErrors: [] };
}
