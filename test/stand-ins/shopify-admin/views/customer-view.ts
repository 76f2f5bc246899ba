import type { CallContext } from '../call-context';
import { isOrderVisible, requireScope } from '../call-context';
import { connection, type PageArguments } from '../connection';
import { gid } from '../gid';
import { moneyV2 } from '../money';
import { orderTotals } from '../order-state';
import type { CustomerRow } from '../rows';
import { dateTime } from '../times';
import { addressView } from './address-view';
import { orderView } from './order-view';
import { firstOf, type View } from './view';

export function customerView(context: CallContext, customer: CustomerRow): View {
  const orders = context.shop.orders.filter((order) => order.customerId === customer.id);
  return {
    __typename: 'Customer',
    id: gid('Customer', customer.id),
    legacyResourceId: String(customer.id),
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: [customer.firstName, customer.lastName].filter(Boolean).join(' ') || (customer.email ?? ''),
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress: customer.email && {
      emailAddress: customer.email,
      marketingState: 'NOT_SUBSCRIBED',
      validFormat: true,
    },
    defaultPhoneNumber: customer.phone && { phoneNumber: customer.phone },
    note: customer.note,
    locale: customer.locale,
    state: customer.state,
    tags: [...customer.tags].sort(),
    verifiedEmail: customer.verifiedEmail,
    createdAt: dateTime(customer.createdAt),
    updatedAt: dateTime(customer.updatedAt),
    numberOfOrders: String(orders.length),
    amountSpent: () =>
      moneyV2(
        orders.reduce((sum, order) => sum + orderTotals(order).total - orderTotals(order).refunded, 0),
        context.shop.shop.currencyCode,
      ),
    defaultAddress: () => addressView(customer.addresses[0] ?? null),
    addresses: (args: PageArguments) => firstOf(customer.addresses, args).map(addressView),
    orders: (args: PageArguments) => {
      requireScope(context, 'read_orders', 'orders');
      return connection(
        orders.filter((order) => isOrderVisible(context, order)),
        args,
        { key: 'ID', valueOf: (order) => order.id, idOf: (order) => order.id },
        (order) => orderView(context, order),
      );
    },
  };
}
