/** What customers set in motion. */
import { sql } from 'drizzle-orm';
import { bigserial, boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns';
import { orders, orderLines } from './shop';

/** Every action once per idempotency key, with what it came to; what the shop decides on, with its answer. */
export const actions = pgTable(
  'actions',
  {
    idempotencyKey: text('idempotency_key').primaryKey(),
    conversationId: text('conversation_id').notNull(),
    type: text('type').notNull(),
    orderId: text('order_id'),
    request: jsonb('request').notNull(),
    /** What it came to at once, and stays: a repeated key is answered with it. */
    outcome: text('outcome').notNull(),
    facts: jsonb('facts').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    /** Of what has to be decided, by which people speak of it; null where nothing has to be. */
    requestNumber: text('request_number'),
    /** Staff have agreed, and the shop's API has to accept it. */
    approvedAt: at('approved_at'),
    /** `ok`, `refused`; null while it waits. */
    decision: text('decision'),
    decidedAt: at('decided_at'),
    /** `push:shopify`, `event:standard`, `user:…`, `key:…`, `operator`. */
    decidedBy: text('decided_by'),
    /** What the customer is told of it. */
    decisionFacts: jsonb('decision_facts'),
  },
  (t) => [
    uniqueIndex('actions_request_number').on(t.requestNumber),
    index('actions_requested').on(t.createdAt, t.requestNumber),
    index('actions_waiting')
      .on(t.orderId)
      .where(sql`${t.requestNumber} is not null and ${t.decision} is null`),
  ],
);

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

/** What the API of one of the shop's systems is still to be told, and was told: one row per action. */
export const shopPushes = pgTable(
  'shop_pushes',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** `actions.idempotency_key`. */
    actionKey: text('action_key').notNull(),
    source: text('source').notNull(),
    /** Pushes of one order are made in order. */
    orderId: text('order_id').notNull(),
    push: jsonb('push').notNull(),
    /** `waiting`, `done`, `requested`, `refused`, `dropped` (somebody else decided), `dead`. */
    state: text('state').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** While one is being made: when its lease ends. */
    nextAttemptAt: at('next_attempt_at').notNull(),
    /** When it was written, or replayed last. */
    queuedAt: at('queued_at').notNull(),
    /** Of the last failure. */
    errorCode: text('error_code'),
    /** Why it was refused, in the words of the shop's system. */
    reason: text('reason'),
    finishedAt: at('finished_at'),
  },
  (t) => [
    uniqueIndex('shop_pushes_action').on(t.actionKey),
    index('shop_pushes_due')
      .on(t.nextAttemptAt)
      .where(sql`${t.state} = 'waiting'`),
    index('shop_pushes_order').on(t.orderId, t.id),
    index('shop_pushes_state').on(t.state, t.id),
  ],
);
