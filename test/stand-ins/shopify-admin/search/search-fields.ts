import { fulfillmentStatus, returnStatus, orderTotals } from '../order-state';
import type { CustomerRow, OrderRow, ProductRow, VariantRow } from '../rows';

/** What a row has for a field, by the field's type in the reference of each query's `query` argument. */
export type SearchField<Row> =
  | { type: 'time'; of: (row: Row) => string | null }
  | { type: 'id' | 'number'; of: (row: Row) => number | null }
  | { type: 'string'; of: (row: Row) => (string | null)[] }
  | { type: 'boolean'; of: (row: Row) => boolean };

export interface SearchFields<Row> {
  fields: Record<string, SearchField<Row>>;
  /** Looked through for a term without a field. */
  text: (row: Row) => (string | null)[];
}

function orderStatuses(order: OrderRow): string[] {
  if (order.cancelledAt) return ['cancelled', 'any'];
  return order.closedAt ? ['closed', 'any'] : ['open', 'not_closed', 'any'];
}

function fulfillmentWords(order: OrderRow): string[] {
  const status = fulfillmentStatus(order);
  if (status === 'FULFILLED') return ['fulfilled', 'shipped'];
  if (status === 'PARTIALLY_FULFILLED') return ['partial'];
  return status === 'UNFULFILLED' ? ['unfulfilled', 'unshipped'] : [status.toLowerCase()];
}

export const ORDER_FIELDS: SearchFields<OrderRow> = {
  fields: {
    id: { type: 'id', of: (order) => order.id },
    name: { type: 'string', of: (order) => [order.name, order.name.replace(/^#/, '')] },
    email: { type: 'string', of: (order) => [order.email] },
    status: { type: 'string', of: orderStatuses },
    financial_status: { type: 'string', of: (order) => [order.financialStatus] },
    fulfillment_status: { type: 'string', of: fulfillmentWords },
    return_status: { type: 'string', of: (order) => [returnStatus(order)] },
    created_at: { type: 'time', of: (order) => order.createdAt },
    updated_at: { type: 'time', of: (order) => order.updatedAt },
    processed_at: { type: 'time', of: (order) => order.processedAt },
    customer_id: { type: 'id', of: (order) => order.customerId },
    po_number: { type: 'string', of: (order) => [order.poNumber] },
    source_name: { type: 'string', of: (order) => [order.sourceName] },
    sku: { type: 'string', of: (order) => order.lineItems.map((line) => line.sku) },
    tag: { type: 'string', of: (order) => order.tags },
    test: { type: 'boolean', of: (order) => order.test },
    current_total_price: {
      type: 'number',
      of: (order) => (orderTotals(order).total - orderTotals(order).refunded) / 100,
    },
  },
  text: (order) => [
    order.name,
    order.email,
    order.shippingAddress?.firstName ?? null,
    order.shippingAddress?.lastName ?? null,
  ],
};

export const PRODUCT_FIELDS: SearchFields<ProductRow> = {
  fields: {
    id: { type: 'id', of: (product) => product.id },
    title: { type: 'string', of: (product) => [product.title, ...product.title.split(/\s+/)] },
    handle: { type: 'string', of: (product) => [product.handle] },
    status: { type: 'string', of: (product) => [product.status] },
    vendor: { type: 'string', of: (product) => [product.vendor] },
    product_type: { type: 'string', of: (product) => [product.productType] },
    tag: { type: 'string', of: (product) => product.tags },
    sku: { type: 'string', of: (product) => product.variants.map((variant) => variant.sku) },
    barcode: { type: 'string', of: (product) => product.variants.map((variant) => variant.barcode) },
    created_at: { type: 'time', of: (product) => product.createdAt },
    updated_at: { type: 'time', of: (product) => product.updatedAt },
    published_at: { type: 'time', of: (product) => product.publishedAt },
  },
  text: (product) => [product.title, product.handle, product.vendor, ...product.title.split(/\s+/)],
};

/** There is no `created_at` among them: it is called `customer_date`. */
export const CUSTOMER_FIELDS: SearchFields<CustomerRow> = {
  fields: {
    id: { type: 'id', of: (customer) => customer.id },
    email: { type: 'string', of: (customer) => [customer.email] },
    phone: { type: 'string', of: (customer) => [customer.phone] },
    first_name: { type: 'string', of: (customer) => [customer.firstName] },
    last_name: { type: 'string', of: (customer) => [customer.lastName] },
    state: { type: 'string', of: (customer) => [customer.state] },
    tag: { type: 'string', of: (customer) => customer.tags },
    customer_date: { type: 'time', of: (customer) => customer.createdAt },
    updated_at: { type: 'time', of: (customer) => customer.updatedAt },
  },
  text: (customer) => [customer.firstName, customer.lastName, customer.email],
};

export const INVENTORY_ITEM_FIELDS: SearchFields<{ variant: VariantRow }> = {
  fields: {
    id: { type: 'id', of: ({ variant }) => variant.inventoryItem.id },
    sku: { type: 'string', of: ({ variant }) => [variant.sku] },
    created_at: { type: 'time', of: ({ variant }) => variant.createdAt },
    updated_at: { type: 'time', of: ({ variant }) => variant.inventoryItem.updatedAt },
  },
  text: ({ variant }) => [variant.sku],
};
