/** The shop's records. */
import { sql, type SQL } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at, minor, ofShop, tsquery, withoutPrefix } from './columns';

export const customers = pgTable(
  'customers',
  {
    id: text('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    locale: text('locale'),
    phone: text('phone'),
    ...ofShop(),
  },
  (t) => [index('customers_email').on(t.email), uniqueIndex('customers_source').on(t.source, t.externalId)],
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
    priceMinor: minor('price_minor').notNull(),
    currency: text('currency').notNull(),
    stock: integer('stock'),
    restockAt: at('restock_at'),
    attributes: jsonb('attributes').notNull(),
    /** In the shop's own words: type and tags at Shopify, categories elsewhere. The return policy goes by them. */
    categories: text('categories')
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    vendor: text('vendor'),
    /** `active`, `draft`, `archived`: customers hear of active ones only. */
    status: text('status').notNull().default('active'),
    ...ofShop(),
  },
  (t) => [
    // Not unique: two sources may have the same one, and many products have none.
    index('products_sku_key').on(t.skuKey),
    index('products_sku_key_without_prefix').on(withoutPrefix(t.skuKey)),
    uniqueIndex('products_source').on(t.source, t.externalId),
    index('products_name_trigrams').using('gin', sql`${t.name} gin_trgm_ops`),
  ],
);

/** What is bought of a product: a size, a colour. Products of the demo shop have none. */
export const productVariants = pgTable(
  'product_variants',
  {
    id: text('id').primaryKey(),
    productId: text('product_id')
      .notNull()
      .references(() => products.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    /** Such as `Blue / M`; empty where the product has one variant only. */
    title: text('title').notNull(),
    sku: text('sku').notNull(),
    skuKey: text('sku_key').notNull(),
    barcode: text('barcode'),
    barcodeKey: text('barcode_key'),
    priceMinor: minor('price_minor').notNull(),
    /** Null where the shop does not count. */
    stock: integer('stock'),
    options: jsonb('options').notNull(),
    /** Under which the shop counts its stock. */
    inventoryItemId: text('inventory_item_id'),
  },
  (t) => [
    index('product_variants_product').on(t.productId),
    index('product_variants_sku_key').on(t.skuKey),
    index('product_variants_sku_key_without_prefix').on(withoutPrefix(t.skuKey)),
    index('product_variants_barcode_key').on(t.barcodeKey),
    index('product_variants_inventory_item').on(t.inventoryItemId),
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
    /** The fields that `shippingAddress` is made of, where the shop has them. */
    shipTo: jsonb('ship_to'),
    billTo: jsonb('bill_to'),
    /** In the source's own words, such as `paid` and `partial`. */
    financialState: text('financial_state'),
    fulfilmentState: text('fulfilment_state'),
    totalMinor: minor('total_minor').notNull(),
    currency: text('currency').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
    ...ofShop(),
  },
  (t) => [
    // Not unique: two sources may have the same number.
    index('orders_number_key').on(t.numberKey),
    uniqueIndex('orders_source').on(t.source, t.externalId),
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
    unitPriceMinor: minor('unit_price_minor').notNull(),
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
    amountMinor: minor('amount_minor').notNull(),
    reason: text('reason'),
    /** `[{ lineId, quantity }]`; null where the shop does not say what was paid back. */
    lines: jsonb('lines'),
    createdAt: at('created_at').notNull(),
    ...ofShop(),
  },
  (t) => [index('refunds_order').on(t.orderId)],
);

/** One parcel or more that left together. */
export const fulfilments = pgTable(
  'fulfilments',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    /** `preparing`, `shipped`, `delivered`, `failed`, `cancelled`. */
    state: text('state').notNull(),
    carrier: text('carrier'),
    /** `[{ number, url }]`, either of which may be null. */
    trackings: jsonb('trackings').notNull(),
    /** `[{ lineId, quantity }]`; null where the shop does not say what is in it. */
    lines: jsonb('lines'),
    shippedAt: at('shipped_at'),
    expectedAt: at('expected_at'),
    deliveredAt: at('delivered_at'),
    ...ofShop(),
  },
  (t) => [index('fulfilments_order').on(t.orderId)],
);

/** Returns that the shop's own system keeps; those agreed in chat are in `returns`. */
export const shopReturns = pgTable(
  'shop_returns',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    number: text('number').notNull(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    /** `[{ lineId, quantity, reason }]`. */
    lines: jsonb('lines').notNull(),
    createdAt: at('created_at').notNull(),
    ...ofShop(),
  },
  (t) => [index('shop_returns_order').on(t.orderId)],
);

/** Facts about the shop itself (opening hours, return window …), one row per key. */
export const shopFacts = pgTable('shop_facts', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
});
