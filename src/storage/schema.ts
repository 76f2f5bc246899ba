import { relations, sql, type SQL } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';

/** A key without the letters it begins with: by `1001`, `W1001` is found. An index needs exactly this expression. */
export const withoutPrefix = (key: AnyPgColumn): SQL => sql`ltrim(${key}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')`;

const tsquery = customType<{ data: string }>({ dataType: () => 'tsquery' });

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

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

/** What is published now, one row a template; its history is in `templateVersions`. */
export const templates = pgTable('templates', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  version: integer('version').notNull(),
  definition: jsonb('definition').notNull(),
  /** Hash of the shipped definition this row came from; null once the shop has its own. */
  shippedHash: text('shipped_hash'),
  publishedAt: at('published_at').notNull().defaultNow(),
  /** Out of the catalogue since then; publishing or rolling back brings it in again. */
  archivedAt: at('archived_at'),
});

/** Every version ever published; a row never changes. */
export const templateVersions = pgTable(
  'template_versions',
  {
    templateId: text('template_id').notNull(),
    version: integer('version').notNull(),
    kind: text('kind').notNull(),
    definition: jsonb('definition').notNull(),
    publishedAt: at('published_at').notNull(),
    /** Name of the user or key; `shipped` for what comes with the service. */
    publishedBy: text('published_by').notNull(),
    /** `publish`, `rollback`, `import`, `shipped`. */
    origin: text('origin').notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ columns: [t.templateId, t.version] })],
);

/** Work that is not published yet, one draft a template. */
export const templateDrafts = pgTable('template_drafts', {
  templateId: text('template_id').primaryKey(),
  kind: text('kind').notNull(),
  definition: jsonb('definition').notNull(),
  /** Counts the saves; the ETag by which nobody overwrites what another saved meanwhile. */
  revision: integer('revision').notNull(),
  /** The published version it began with; null for a new template. */
  basedOn: integer('based_on'),
  updatedBy: text('updated_by').notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** Vectors of catalogue texts, so that no replica computes them twice. */
export const textVectors = pgTable(
  'text_vectors',
  {
    /** Name, version and checksum of the model. */
    model: text('model').notNull(),
    /** SHA-256 of the text. */
    textHash: text('text_hash').notNull(),
    /** float32, little-endian. */
    vector: bytea('vector').notNull(),
  },
  (t) => [primaryKey({ columns: [t.model, t.textHash] })],
);

/** How often each wording was said, and what came after. */
export const wordingCounts = pgTable(
  'wording_counts',
  {
    templateId: text('template_id').notNull(),
    version: integer('version').notNull(),
    locale: text('locale').notNull(),
    /** An outcome, or `confirm`. */
    outcome: text('outcome').notNull(),
    /** The variant's name; empty where there is one wording only. */
    variant: text('variant').notNull(),
    said: integer('said').notNull().default(0),
    resolved: integer('resolved').notNull().default(0),
    askedForPerson: integer('asked_for_person').notNull().default(0),
    thumbsUp: integer('thumbs_up').notNull().default(0),
    thumbsDown: integer('thumbs_down').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.templateId, t.version, t.locale, t.outcome, t.variant] })],
);

/** Conversation scripts that have to go as written before a template that they touch is published. */
export const goldenConversations = pgTable('golden_conversations', {
  name: text('name').primaryKey(),
  script: text('script').notNull(),
  /** Hash of the shipped script this row came from; null once the shop has its own. */
  shippedHash: text('shipped_hash'),
  updatedBy: text('updated_by').notNull(),
  updatedAt: at('updated_at').notNull(),
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

// --- Staff -----------------------------------------------------------------

export const users = pgTable('users', {
  id: text('id').primaryKey(),
  /** Lower case. */
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  /** argon2id, in PHC form. */
  passwordHash: text('password_hash').notNull(),
  role: text('role').notNull(),
  disabledAt: at('disabled_at'),
  createdAt: at('created_at').notNull(),
});

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's secret. */
    idHash: text('id_hash').primaryKey(),
    /** Null for a session that was opened with the operator's key. */
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    csrfToken: text('csrf_token').notNull(),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** SHA-256 of the key; the key itself is shown once. */
  keyHash: text('key_hash').notNull().unique(),
  /** The first characters, by which staff recognise it. */
  prefix: text('prefix').notNull(),
  role: text('role').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at'),
  expiresAt: at('expires_at'),
  revokedAt: at('revoked_at'),
});

/** Who changed what, when, and from where. */
export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: at('at').notNull(),
    /** `user:<id>`, `key:<id>`, `operator`. */
    actor: text('actor').notNull(),
    actorName: text('actor_name').notNull(),
    address: text('address').notNull(),
    /** `template.publish`, `user.create` … */
    action: text('action').notNull(),
    /** What it was done to: `template:engraving`, `user:ana@example.com`. */
    target: text('target').notNull(),
    /** What changed: `{ path: [before, after] }`, a note, a reason. Never a secret. */
    details: jsonb('details').notNull(),
  },
  (t) => [index('audit_target').on(t.target, t.id)],
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
