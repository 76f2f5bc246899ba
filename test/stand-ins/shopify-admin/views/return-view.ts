import type { CallContext } from '../call-context';
import { nestedConnection, type PageArguments } from '../connection';
import { gid } from '../gid';
import { hundredths, moneyBag } from '../money';
import type { OrderRow, RefundRow, ReturnRow } from '../rows';
import { dateTime, dateTimeOrNull } from '../times';
import { fulfillmentLineItemView } from './fulfillment-view';
import { lineItemView, orderView } from './order-view';
import { reasonDefinitionView } from './return-reasons';
import type { View } from './view';

export function refundView(context: CallContext, order: OrderRow, refund: RefundRow): View {
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: String(refund.id),
    note: refund.note,
    createdAt: dateTime(refund.createdAt),
    processedAt: dateTime(refund.createdAt),
    updatedAt: dateTime(refund.createdAt),
    totalRefundedSet: moneyBag(hundredths(refund.total), order),
    order: () => orderView(context, order),
    return: () => {
      const of = order.returns.find((one) => one.id === refund.returnId);
      return of ? returnView(context, order, of) : null;
    },
    refundLineItems: (args: PageArguments) =>
      nestedConnection(
        refund.lines,
        args,
        (line) => line.id,
        (line) => {
          const of = order.lineItems.find((one) => one.id === line.lineItemId);
          const subtotal = hundredths(line.subtotal);
          return {
            id: gid('RefundLineItem', line.id),
            quantity: line.quantity,
            restockType: line.restockType,
            restocked: line.restockType !== 'NO_RESTOCK',
            location: null,
            priceSet: moneyBag(Math.round(subtotal / line.quantity), order),
            subtotalSet: moneyBag(subtotal, order),
            totalTaxSet: moneyBag(0, order),
            lineItem: () => of && lineItemView(context, order, of),
          };
        },
      ),
  };
}

export function returnView(context: CallContext, order: OrderRow, row: ReturnRow): View {
  return {
    __typename: 'Return',
    id: gid('Return', row.id),
    name: row.name,
    status: row.status,
    createdAt: dateTime(row.createdAt),
    closedAt: dateTimeOrNull(row.closedAt),
    requestApprovedAt: dateTimeOrNull(row.requestApprovedAt),
    decline: row.decline,
    totalQuantity: row.lines.reduce((sum, line) => sum + line.quantity, 0),
    order: () => orderView(context, order),
    refunds: (args: PageArguments) =>
      nestedConnection(
        order.refunds.filter((refund) => refund.returnId === row.id),
        args,
        (refund) => refund.id,
        (refund) => refundView(context, order, refund),
      ),
    returnLineItems: (args: PageArguments) =>
      nestedConnection(
        row.lines,
        args,
        (line) => line.id,
        (line) => returnLineItemView(context, order, line),
      ),
  };
}

function returnLineItemView(context: CallContext, order: OrderRow, line: ReturnRow['lines'][number]): View {
  const fulfilled = order.fulfillments
    .flatMap((fulfillment) => fulfillment.lines)
    .find((one) => one.id === line.fulfillmentLineItemId);
  return {
    __typename: 'ReturnLineItem',
    id: gid('ReturnLineItem', line.id),
    quantity: line.quantity,
    processedQuantity: line.processedQuantity,
    unprocessedQuantity: line.quantity - line.processedQuantity,
    processableQuantity: line.quantity - line.processedQuantity,
    refundedQuantity: line.refundedQuantity,
    refundableQuantity: line.quantity - line.refundedQuantity,
    returnReason: line.returnReason,
    returnReasonNote: line.returnReasonNote,
    returnReasonDefinition: reasonDefinitionView(line.returnReason),
    customerNote: line.customerNote,
    fulfillmentLineItem: () => fulfilled && fulfillmentLineItemView(context, order, fulfilled),
  };
}
