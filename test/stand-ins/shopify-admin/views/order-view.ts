import { type CallContext, requireScope } from '../call-context';
import { nestedConnection, type PageArguments } from '../connection';
import { gid } from '../gid';
import { hundredths, money, moneyBag } from '../money';
import {
  fulfillmentStatus,
  orderTotals,
  refundedQuantity,
  returnStatus,
  unfulfilledQuantity,
} from '../order-state';
import type { FulfillmentRow, LineItemRow, OrderRow } from '../rows';
import { compileSearch } from '../search/search';
import type { SearchFields } from '../search/search-fields';
import { dateTime, dateTimeOrNull } from '../times';
import { addressView } from './address-view';
import { customerView } from './customer-view';
import { fulfillmentView } from './fulfillment-view';
import { productView, variantView } from './product-view';
import { refundView, returnView } from './return-view';
import { firstOf, type View } from './view';

export function orderView(context: CallContext, order: OrderRow): View {
  const totals = orderTotals(order);
  const bag = (amount: number): View => moneyBag(amount, order);
  const unpaid = ['PENDING', 'AUTHORIZED', 'EXPIRED'].includes(order.financialStatus);
  const received = unpaid ? 0 : totals.total;
  return {
    __typename: 'Order',
    id: gid('Order', order.id),
    legacyResourceId: String(order.id),
    name: order.name,
    number: order.number,
    email: order.email,
    phone: order.phone,
    note: order.note,
    poNumber: order.poNumber,
    tags: [...order.tags].sort(),
    customAttributes: order.customAttributes,
    customerLocale: order.customerLocale,
    sourceName: order.sourceName,
    test: order.test,
    taxesIncluded: order.taxesIncluded,
    createdAt: dateTime(order.createdAt),
    processedAt: dateTime(order.processedAt),
    updatedAt: dateTime(order.updatedAt),
    cancelledAt: dateTimeOrNull(order.cancelledAt),
    cancelReason: order.cancelReason,
    cancellation: order.cancelledAt === null ? null : { staffNote: order.staffNote },
    closed: order.closedAt !== null,
    closedAt: dateTimeOrNull(order.closedAt),
    confirmed: true,
    edited: false,
    currencyCode: order.currencyCode,
    presentmentCurrencyCode: order.presentmentCurrencyCode,
    displayFinancialStatus: order.financialStatus,
    displayFulfillmentStatus: fulfillmentStatus(order),
    returnStatus: returnStatus(order),
    fullyPaid: !unpaid && order.financialStatus !== 'PARTIALLY_PAID',
    unpaid,
    fulfillable: order.cancelledAt === null && fulfillmentStatus(order) !== 'FULFILLED',
    refundable: received > totals.refunded,
    requiresShipping: order.lineItems.some((line) => line.requiresShipping),
    paymentGatewayNames: order.gateways,
    statusPageUrl: () => `https://${context.shop.shop.myshopifyDomain}/orders/${order.id}`,
    subtotalPriceSet: bag(totals.subtotal),
    currentSubtotalPriceSet: bag(totals.subtotal - Math.min(totals.subtotal, totals.refunded)),
    totalDiscountsSet: bag(totals.discounts),
    totalShippingPriceSet: bag(totals.shipping),
    totalTaxSet: bag(hundredths(order.totalTax)),
    totalPriceSet: bag(totals.total),
    totalPrice: money(totals.total),
    originalTotalPriceSet: bag(totals.total),
    currentTotalPriceSet: bag(totals.total - totals.refunded),
    totalRefundedSet: bag(totals.refunded),
    totalReceivedSet: bag(received),
    totalOutstandingSet: bag(order.cancelledAt ? 0 : totals.total - received),
    shippingAddress: () => addressView(order.shippingAddress),
    billingAddress: () => addressView(order.billingAddress),
    shippingLine: () => shippingLines(order)[0] ?? null,
    shippingLines: (args: PageArguments) =>
      nestedConnection(
        shippingLines(order),
        args,
        () => 1,
        (line) => line,
      ),
    customer: () => {
      const customer = context.shop.customers.find((one) => one.id === order.customerId);
      if (customer) requireScope(context, 'read_customers', 'customer');
      return customer ? customerView(context, customer) : null;
    },
    lineItems: (args: PageArguments) =>
      nestedConnection(
        order.lineItems,
        args,
        (line) => line.id,
        (line) => lineItemView(context, order, line),
      ),
    fulfillments: (args: PageArguments & { query?: string | null }) => {
      const { matches } = compileSearch(args.query, FULFILLMENT_FIELDS, context.now);
      return firstOf(order.fulfillments.filter(matches), args).map((one) =>
        fulfillmentView(context, order, one),
      );
    },
    fulfillmentsCount: () => ({ count: order.fulfillments.length, precision: 'EXACT' }),
    refunds: (args: PageArguments) =>
      firstOf(order.refunds, args).map((one) => refundView(context, order, one)),
    returns: (args: PageArguments) => {
      requireScope(context, 'read_returns', 'returns');
      return nestedConnection(
        order.returns,
        args,
        (one) => one.id,
        (one) => returnView(context, order, one),
      );
    },
    transactions: (args: PageArguments) => firstOf(transactions(order, received), args),
  };
}

const FULFILLMENT_FIELDS: SearchFields<FulfillmentRow> = {
  fields: {
    created_at: { type: 'time', of: (fulfillment) => fulfillment.createdAt },
    updated_at: { type: 'time', of: (fulfillment) => fulfillment.updatedAt },
  },
  text: () => [],
};

function shippingLines(order: OrderRow): View[] {
  if (order.shippingTitle === null) return [];
  const price = moneyBag(hundredths(order.shippingPrice), order);
  return [
    {
      __typename: 'ShippingLine',
      id: gid('ShippingLine', order.id),
      title: order.shippingTitle,
      code: order.shippingTitle,
      source: 'shopify',
      carrierIdentifier: null,
      originalPriceSet: price,
      discountedPriceSet: price,
    },
  ];
}

function transactions(order: OrderRow, received: number): View[] {
  if (received === 0) return [];
  return [
    {
      __typename: 'OrderTransaction',
      id: gid('OrderTransaction', order.id),
      kind: 'SALE',
      status: 'SUCCESS',
      gateway: order.gateways[0] ?? null,
      amountSet: moneyBag(received, order),
      createdAt: dateTime(order.processedAt),
      processedAt: dateTime(order.processedAt),
      test: order.test,
    },
  ];
}

export function lineItemView(context: CallContext, order: OrderRow, line: LineItemRow): View {
  const bag = (amount: number): View => moneyBag(amount, order);
  const original = line.quantity * hundredths(line.unitPrice);
  const discounted = original - hundredths(line.totalDiscount);
  const refunded = refundedQuantity(order, line.id);
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    title: line.title,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: line.quantity - refunded,
    refundableQuantity: line.quantity - refunded,
    unfulfilledQuantity: unfulfilledQuantity(order, line),
    nonFulfillableQuantity: refundedQuantity(order, line.id, 'CANCEL'),
    requiresShipping: line.requiresShipping,
    taxable: true,
    isGiftCard: false,
    customAttributes: line.customAttributes,
    originalUnitPriceSet: bag(hundredths(line.unitPrice)),
    originalTotalSet: bag(original),
    discountedUnitPriceSet: bag(Math.round(discounted / line.quantity)),
    discountedTotalSet: bag(discounted),
    totalDiscountSet: bag(hundredths(line.totalDiscount)),
    // Null once the shop has deleted them.
    product: () => {
      const product = context.shop.products.find((one) => one.id === line.productId);
      return product ? productView(context, product) : null;
    },
    variant: () => {
      const found = line.variantId === null ? undefined : context.shop.variant(line.variantId);
      return found ? variantView(context, found.product, found.variant) : null;
    },
  };
}
