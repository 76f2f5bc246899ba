import type { CallContext } from '../call-context';
import { nestedConnection, type PageArguments } from '../connection';
import { gid } from '../gid';
import { hundredths, moneyBag } from '../money';
import type { FulfillmentRow, OrderRow } from '../rows';
import { dateTime, dateTimeOrNull } from '../times';
import { lineItemView, orderView } from './order-view';
import { locationView } from './product-view';
import { firstOf, type View } from './view';

export function fulfillmentView(context: CallContext, order: OrderRow, fulfillment: FulfillmentRow): View {
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', fulfillment.id),
    legacyResourceId: String(fulfillment.id),
    name: `${order.name}-F${order.fulfillments.indexOf(fulfillment) + 1}`,
    status: fulfillment.status,
    displayStatus: fulfillment.displayStatus,
    createdAt: dateTime(fulfillment.createdAt),
    updatedAt: dateTime(fulfillment.updatedAt),
    deliveredAt: dateTimeOrNull(fulfillment.deliveredAt),
    inTransitAt: dateTimeOrNull(fulfillment.inTransitAt),
    estimatedDeliveryAt: dateTimeOrNull(fulfillment.estimatedDeliveryAt),
    requiresShipping: true,
    totalQuantity: fulfillment.lines.reduce((sum, line) => sum + line.quantity, 0),
    trackingInfo: (args: PageArguments) => firstOf(fulfillment.trackingInfo, args),
    order: () => orderView(context, order),
    location: () => {
      const [location] = context.shop.locations;
      return location ? locationView(location) : null;
    },
    events: (args: PageArguments) =>
      nestedConnection(
        fulfillment.events,
        args,
        (event) => event.id,
        (event) => ({
          ...event,
          __typename: 'FulfillmentEvent',
          id: gid('FulfillmentEvent', event.id),
          createdAt: dateTime(event.happenedAt),
          happenedAt: dateTime(event.happenedAt),
          estimatedDeliveryAt: dateTimeOrNull(event.estimatedDeliveryAt),
        }),
      ),
    fulfillmentLineItems: (args: PageArguments) =>
      nestedConnection(
        fulfillment.lines,
        args,
        (line) => line.id,
        (line) => fulfillmentLineItemView(context, order, line),
      ),
  };
}

/** Null when the row names a line that the order doesn't have. */
export function fulfillmentLineItemView(
  context: CallContext,
  order: OrderRow,
  line: FulfillmentRow['lines'][number],
): View | null {
  const of = order.lineItems.find((one) => one.id === line.lineItemId);
  if (!of) return null;
  const discountOfOne = hundredths(of.totalDiscount) / of.quantity;
  return {
    __typename: 'FulfillmentLineItem',
    id: gid('FulfillmentLineItem', line.id),
    quantity: line.quantity,
    lineItem: () => lineItemView(context, order, of),
    originalTotalSet: moneyBag(line.quantity * hundredths(of.unitPrice), order),
    discountedTotalSet: moneyBag(
      Math.round(line.quantity * (hundredths(of.unitPrice) - discountOfOne)),
      order,
    ),
  };
}
