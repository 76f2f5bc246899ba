/**
 * What the Admin API says, in the words of Shopify's webhooks: read by the same code, both lead to the same parts, with
 * the same ids and versions.
 */
import type {
  AddressNode,
  CustomerNode,
  FulfilmentNode,
  OrderHistory,
  OrderNode,
  ProductNode,
  RefundNode,
  ReturnNode,
} from './shopify-nodes';

type Payload = Record<string, unknown>;

const FULFILMENT_STATES: ReadonlyMap<string, string> = new Map([
  ['FULFILLED', 'fulfilled'],
  ['PARTIALLY_FULFILLED', 'partial'],
  ['RESTOCKED', 'restocked'],
]);

/** `gid://shopify/Order/820982911946154508` is 820982911946154508, as a text: it may be beyond what a number holds. */
export function legacyId(gid: string): string {
  return /\/(\d+)(?:\?.*)?$/.exec(gid)?.[1] ?? gid;
}

export function orderPayload(order: OrderNode, history: OrderHistory): Payload {
  const id = legacyId(order.id);
  return {
    id,
    name: order.name,
    email: order.email,
    processed_at: order.processedAt,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    cancelled_at: order.cancelledAt,
    currency: order.currencyCode,
    total_price: order.totalPriceSet.shopMoney.amount,
    financial_status: order.displayFinancialStatus?.toLowerCase() ?? null,
    fulfillment_status: FULFILMENT_STATES.get(order.displayFulfillmentStatus) ?? null,
    customer: order.customer && customerPayload(order.customer),
    shipping_address: addressPayload(order.shippingAddress),
    billing_address: addressPayload(order.billingAddress),
    line_items: order.lineItems.nodes.map((line) => ({
      id: legacyId(line.id),
      sku: line.sku,
      name: line.name,
      title: line.title,
      quantity: line.quantity,
      current_quantity: line.currentQuantity,
      price: line.originalUnitPriceSet.shopMoney.amount,
    })),
    fulfillments: history.fulfillments.map((one) => fulfilmentPayload(id, one)),
    refunds: history.refunds.map((one) => refundPayload(id, one)),
  };
}

export function customerPayload(customer: CustomerNode): Payload {
  return {
    id: legacyId(customer.id),
    first_name: customer.firstName,
    last_name: customer.lastName,
    email: customer.defaultEmailAddress?.emailAddress ?? null,
    phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
    updated_at: customer.updatedAt,
  };
}

function addressPayload(address: AddressNode | null): Payload | null {
  return address && { ...address, first_name: address.firstName, last_name: address.lastName };
}

function fulfilmentPayload(orderId: string, one: FulfilmentNode): Payload {
  return {
    id: legacyId(one.id),
    order_id: orderId,
    status: one.status.toLowerCase(),
    shipment_status: one.displayStatus?.toLowerCase() ?? null,
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    tracking_company: one.trackingInfo[0]?.company ?? null,
    tracking_numbers: one.trackingInfo.map(({ number }) => number ?? ''),
    tracking_urls: one.trackingInfo.map(({ url }) => url ?? ''),
    line_items: one.fulfillmentLineItems.nodes.map(({ lineItem, quantity }) => ({
      id: legacyId(lineItem.id),
      quantity: quantity ?? 0,
    })),
  };
}

/** What the carriers said of an order's fulfilments. */
export function parcelEventPayloads(orderId: string, { fulfillments }: OrderHistory): Payload[] {
  return fulfillments.flatMap(({ id, events }) =>
    events.nodes.map((event) => ({
      id: legacyId(event.id),
      order_id: orderId,
      fulfillment_id: legacyId(id),
      status: event.status.toLowerCase(),
      happened_at: event.happenedAt,
      estimated_delivery_at: event.estimatedDeliveryAt,
    })),
  );
}

function refundPayload(orderId: string, one: RefundNode): Payload {
  const { amount, currencyCode } = one.totalRefundedSet.shopMoney;
  return {
    id: legacyId(one.id),
    order_id: orderId,
    created_at: one.createdAt,
    note: one.note,
    refund_line_items: one.refundLineItems.nodes.map(({ lineItem, quantity }) => ({
      line_item_id: legacyId(lineItem.id),
      quantity: quantity ?? 0,
    })),
    // What was really paid back: the sum of what a webhook lists.
    transactions: [{ kind: 'refund', status: 'success', amount, currency: currencyCode }],
  };
}

export function returnPayload(orderId: string, one: ReturnNode): Payload {
  return {
    id: legacyId(one.id),
    order: { id: orderId },
    name: one.name,
    status: one.status.toLowerCase(),
    created_at: one.createdAt,
    return_line_items: one.returnLineItems.nodes.map((line) => ({
      quantity: line.quantity,
      return_reason: line.returnReason.toLowerCase(),
      return_reason_note: line.returnReasonNote,
      customer_note: line.customerNote,
      fulfillment_line_item: line.fulfillmentLineItem && {
        line_item: { id: legacyId(line.fulfillmentLineItem.lineItem.id) },
      },
    })),
  };
}

export function productPayload(product: ProductNode): Payload {
  return {
    id: legacyId(product.id),
    title: product.title,
    body_html: product.descriptionHtml,
    vendor: product.vendor,
    product_type: product.productType,
    status: product.status.toLowerCase(),
    updated_at: product.updatedAt,
    options: product.options,
    variants: product.variants.nodes.map((variant) => ({
      id: legacyId(variant.id),
      title: variant.title,
      sku: variant.sku,
      barcode: variant.barcode,
      price: variant.price,
      position: variant.position,
      option1: variant.selectedOptions[0]?.value ?? null,
      option2: variant.selectedOptions[1]?.value ?? null,
      option3: variant.selectedOptions[2]?.value ?? null,
      inventory_item_id: legacyId(variant.inventoryItem.id),
      inventory_management: variant.inventoryItem.tracked ? 'shopify' : null,
      inventory_quantity: variant.inventoryQuantity,
    })),
  };
}
