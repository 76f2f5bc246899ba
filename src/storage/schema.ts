import { relations, sql, type SQL } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';

/** A key without the letters it begins with: by `1001`, `W1001` is found. An index needs exactly this expression. */
export const withoutPrefix = (key: AnyPgColumn): SQL => sql`ltrim(${key}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')`;

const tsquery = customType<{ data: string }>({ dataType: () => 'tsquery' });

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

// --- Conversations ---------------------------------------------------------

export const conversations = pgTable(
  'conversations',
  {
    id: text('id').primaryKey(),
    channel: text('channel').notNull(),
    /** The channel's own id; null where the service issued the id. */
    externalId: text('external_id'),
    /** The dialog's state, owned by src/dialog. */
    state: jsonb('state').notNull(),
    /** Counts the turns; a turn computed on an older one is computed again. */
    stateVersion: integer('state_version').notNull().default(0),
    locale: text('locale').notNull().default('en'),
    replyAddress: jsonb('reply_address'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('conversations_external').on(t.channel, t.externalId)],
);

/** One row per customer message that was answered; makes a retry safe. */
export const turns = pgTable(
  'turns',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    conversationId: text('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    messageId: text('message_id').notNull(),
    textHash: text('text_hash').notNull(),
    replies: jsonb('replies').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('turns_message').on(t.conversationId, t.messageId)],
);

/** What was said, in order, by whom. */
export const transcript = pgTable(
  'transcript',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    conversationId: text('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    turnId: integer('turn_id'),
    /** `customer`, `bot`, `staff`. */
    author: text('author').notNull(),
    text: text('text').notNull(),
    /** For the bot's: template id, version, outcome. For the customer's: the understanding. */
    details: jsonb('details'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('transcript_conversation').on(t.conversationId, t.id)],
);

/** Late, proactive and staff replies, drained by the channels. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    conversationId: text('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    channel: text('channel').notNull(),
    payload: jsonb('payload').notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull().defaultNow(),
    deliveredAt: at('delivered_at'),
    /** Its channel will not take it; later messages no longer wait for it. */
    givenUpAt: at('given_up_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('outbox_conversation').on(t.conversationId, t.id),
    // Few rows, where a channel delivers, in the order in which the oldest of each conversation is found.
    index('outbox_waiting')
      .on(t.channel, t.conversationId, t.id)
      .where(sql`${t.deliveredAt} is null and ${t.givenUpAt} is null`),
  ],
);

/** Failed proofs of identity, counted per order, address, conversation and sender. */
export const identityAttempts = pgTable('identity_attempts', {
  /** `order:1001`, `email:…` (hashed), `conversation:…`, `sender:…`. */
  subject: text('subject').primaryKey(),
  failures: integer('failures').notNull(),
  windowStartedAt: at('window_started_at').notNull(),
});

// --- Templates -------------------------------------------------------------

export const templates = pgTable('templates', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  version: integer('version').notNull(),
  definition: jsonb('definition').notNull(),
  /** Hash of the shipped definition this row came from; null once the shop has its own. */
  shippedHash: text('shipped_hash'),
  publishedAt: at('published_at').notNull().defaultNow(),
});

/** One row: counts catalogue changes, so that replicas see them. */
export const catalogueVersion = pgTable('catalogue_version', {
  id: integer('id').primaryKey(),
  version: integer('version').notNull(),
});

// --- The shop's records ----------------------------------------------------

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

// --- What customers set in motion -------------------------------------------

/** Every action once per idempotency key, with what it came to. */
export const actions = pgTable('actions', {
  idempotencyKey: text('idempotency_key').primaryKey(),
  conversationId: text('conversation_id').notNull(),
  type: text('type').notNull(),
  request: jsonb('request').notNull(),
  outcome: text('outcome').notNull(),
  facts: jsonb('facts').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** Returns and exchanges. One open return per order line. */
export const returns = pgTable(
  'returns',
  {
    number: text('number').primaryKey(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    orderLineId: text('order_line_id')
      .notNull()
      .references(() => orderLines.id, { onDelete: 'cascade' }),
    reason: text('reason'),
    wantedItem: text('wanted_item'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('returns_line').on(t.orderLineId)],
);

export const tickets = pgTable(
  'tickets',
  {
    number: text('number').primaryKey(),
    conversationId: text('conversation_id').notNull(),
    orderId: text('order_id'),
    subject: text('subject').notNull(),
    message: text('message').notNull(),
    isUrgent: boolean('is_urgent').notNull().default(false),
    state: text('state').notNull().default('open'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('tickets_conversation').on(t.conversationId)],
);

/** Facts about the shop itself (opening hours, return window …), one row per key. */
export const shopFacts = pgTable('shop_facts', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
});

export const orderRelations = relations(orders, ({ many }) => ({
  lines: many(orderLines),
  refunds: many(refunds),
  returns: many(returns),
}));
export const orderLineRelations = relations(orderLines, ({ one }) => ({
  order: one(orders, { fields: [orderLines.orderId], references: [orders.id] }),
}));
export const refundRelations = relations(refunds, ({ one }) => ({
  order: one(orders, { fields: [refunds.orderId], references: [orders.id] }),
}));
export const returnRelations = relations(returns, ({ one }) => ({
  order: one(orders, { fields: [returns.orderId], references: [orders.id] }),
}));
