import type { CustomerRow, OrderRow } from '../stand-ins/shopify-admin';

type Json = Record<string, unknown>;

/** The `orders/updated` webhook that Shopify sends of an order, as its documentation has it. */
export function shopifyWebhookOf(order: OrderRow, customer: CustomerRow | null): Json {
  const left = (lineId: number, quantity: number): number =>
    order.refunds
      .flatMap(({ lines }) => lines)
      .filter((line) => line.lineItemId === lineId && line.restockType !== 'NO_RESTOCK')
      .reduce((sum, line) => sum - line.quantity, quantity);
  const address = (row: OrderRow['shippingAddress']): Json | null =>
    row && {
      first_name: row.firstName,
      last_name: row.lastName,
      name: `${row.firstName} ${row.lastName}`,
      company: row.company,
      address1: row.address1,
      address2: row.address2,
      city: row.city,
      zip: row.zip,
      province: row.province,
      country: row.country,
      phone: row.phone,
    };
  const subtotal = order.lineItems.reduce(
    (sum, { unitPrice, quantity }) => sum + Number(unitPrice) * quantity,
    0,
  );
  return {
    id: order.id,
    name: order.name,
    email: order.email,
    created_at: order.createdAt,
    processed_at: order.processedAt,
    updated_at: order.updatedAt,
    cancelled_at: order.cancelledAt,
    currency: order.currencyCode,
    total_price: (subtotal + Number(order.shippingPrice)).toFixed(2),
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: order.fulfillments.length > 0 ? 'fulfilled' : null,
    customer: customer && {
      id: customer.id,
      first_name: customer.firstName,
      last_name: customer.lastName,
      email: customer.email,
      phone: customer.phone,
      updated_at: customer.updatedAt,
    },
    shipping_address: address(order.shippingAddress),
    billing_address: address(order.billingAddress),
    line_items: order.lineItems.map((line) => ({
      id: line.id,
      sku: line.sku,
      title: line.title,
      name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
      quantity: line.quantity,
      current_quantity: left(line.id, line.quantity),
      price: line.unitPrice,
    })),
    fulfillments: order.fulfillments.map((one) => ({
      id: one.id,
      order_id: order.id,
      status: one.status.toLowerCase(),
      shipment_status: null,
      created_at: one.createdAt,
      updated_at: one.updatedAt,
      tracking_company: one.trackingInfo[0]?.company ?? null,
      tracking_numbers: one.trackingInfo.map(({ number }) => number),
      tracking_urls: one.trackingInfo.map(({ url }) => url),
      line_items: one.lines.map((line) => ({ id: line.lineItemId, quantity: line.quantity })),
    })),
    refunds: order.refunds.map((one) => ({
      id: one.id,
      order_id: order.id,
      created_at: one.createdAt,
      note: one.note,
      refund_line_items: one.lines.map((line) => ({
        line_item_id: line.lineItemId,
        quantity: line.quantity,
      })),
      transactions: [{ kind: 'refund', status: 'success', amount: one.total, currency: order.currencyCode }],
    })),
  };
}
