/** What customers set in motion. */
import { boolean, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns';
import { orders, orderLines } from './shop';

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
    labelUrl: text('label_url'),
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
