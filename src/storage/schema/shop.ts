/** The shop's records. */
import { sql, type SQL } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at, tsquery, withoutPrefix } from './columns';

export const customers = pgTable(
  'customers',
  {
    id: text('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    locale: text('locale'),
  },
  (t) => [index('customers_email').on(t.email)],
);

export const products = pgTable(
  'products',
  {
    id: text('id').primaryKey(),
    sku: text('sku').notNull(),
    /** `sku` normalized for look-up: upper case, letters and digits only. */
    skuKey: text('sku_key').notNull(),
    name: text('name').notNull(),
    /** Every word of the name, stemmed: matches a message that says them all. */
    nameQuery: tsquery('name_query').generatedAlwaysAs(
      (): SQL => sql`plainto_tsquery('english'::regconfig, ${products.name})`,
    ),
    description: text('description').notNull(),
    priceMinor: integer('price_minor').notNull(),
    currency: text('currency').notNull(),
    stock: integer('stock'),
    restockAt: at('restock_at'),
    attributes: jsonb('attributes').notNull(),
  },
  (t) => [
    uniqueIndex('products_sku_key').on(t.skuKey),
    index('products_sku_key_without_prefix').on(withoutPrefix(t.skuKey)),
  ],
);

export const orders = pgTable(
  'orders',
  {
    id: text('id').primaryKey(),
    number: text('number').notNull(),
    /** `number` normalized for look-up: upper case, letters and digits only. */
    numberKey: text('number_key').notNull(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    email: text('email').notNull(),
    status: text('status').notNull(),
    placedAt: at('placed_at').notNull(),
    shippedAt: at('shipped_at'),
    expectedAt: at('expected_at'),
    deliveredAt: at('delivered_at'),
    cancelledAt: at('cancelled_at'),
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
    trackingUrl: text('tracking_url'),
    shippingAddress: text('shipping_address').notNull(),
    totalMinor: integer('total_minor').notNull(),
    currency: text('currency').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('orders_number_key').on(t.numberKey),
    index('orders_number_key_without_prefix').on(withoutPrefix(t.numberKey)),
    index('orders_customer').on(t.customerId),
  ],
);

export const orderLines = pgTable(
  'order_lines',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    sku: text('sku').notNull(),
    name: text('name').notNull(),
    quantity: integer('quantity').notNull(),
    unitPriceMinor: integer('unit_price_minor').notNull(),
    isFinalSale: boolean('is_final_sale').notNull().default(false),
  },
  (t) => [index('order_lines_order').on(t.orderId)],
);

export const refunds = pgTable(
  'refunds',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    amountMinor: integer('amount_minor').notNull(),
    reason: text('reason'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [index('refunds_order').on(t.orderId)],
);

/** Facts about the shop itself (opening hours, return window …), one row per key. */
export const shopFacts = pgTable('shop_facts', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
});
