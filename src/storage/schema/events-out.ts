/** What the shop's other systems are told. */
import { sql } from 'drizzle-orm';
import { bigint, bigserial, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns';

/** Who wants to be told, where, and how that went lately. */
export const webhookSubscriptions = pgTable('webhook_subscriptions', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  description: text('description').notNull(),
  /** Null: all. */
  types: text('types').array(),
  /** `whsec_…`; kept as it is, for it signs. */
  secret: text('secret').notNull(),
  /** The one before, which signs too until `previousSecretUntil`. */
  previousSecret: text('previous_secret'),
  previousSecretUntil: at('previous_secret_until'),
  disabledAt: at('disabled_at'),
  /** `admin`, `gone` (the endpoint answered 410). */
  disabledReason: text('disabled_reason'),
  /** Failures in a row, over all its deliveries. */
  failures: integer('failures').notNull().default(0),
  /** Nothing is sent before; after that, one delivery on trial. */
  pausedUntil: at('paused_until'),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
});

/** What happened, in order: a row is there exactly when what it tells of is committed. */
export const outgoingEvents = pgTable(
  'outgoing_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** The `webhook-id` of all its deliveries. */
    messageId: text('message_id').notNull().unique(),
    type: text('type').notNull(),
    /** Events of one lane are delivered in order: `order:…`, `conversation:…`. */
    lane: text('lane').notNull(),
    data: jsonb('data').notNull(),
    occurredAt: at('occurred_at').notNull(),
  },
  (t) => [index('outgoing_events_occurred').on(t.occurredAt)],
);

/** One row per event and subscription. Without a foreign key to the latter, so that nobody waits for its deletion. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    subscriptionId: text('subscription_id').notNull(),
    eventId: bigint('event_id', { mode: 'number' })
      .notNull()
      .references(() => outgoingEvents.id, { onDelete: 'cascade' }),
    /** As in the event. */
    lane: text('lane').notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull(),
    /** When it was written, or replayed last. */
    queuedAt: at('queued_at').notNull(),
    deliveredAt: at('delivered_at'),
    givenUpAt: at('given_up_at'),
  },
  (t) => [
    uniqueIndex('webhook_deliveries_event').on(t.eventId, t.subscriptionId),
    index('webhook_deliveries_subscription').on(t.subscriptionId, t.id),
    index('webhook_deliveries_due')
      .on(t.subscriptionId, t.nextAttemptAt)
      .where(sql`${t.deliveredAt} is null and ${t.givenUpAt} is null`),
    index('webhook_deliveries_lane')
      .on(t.subscriptionId, t.lane, t.eventId)
      .where(sql`${t.deliveredAt} is null and ${t.givenUpAt} is null`),
  ],
);

/** What came of each attempt at a delivery. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    deliveryId: bigint('delivery_id', { mode: 'number' })
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    at: at('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    /** Null where there was no answer; then there is an error's code. */
    status: integer('status'),
    errorCode: text('error_code'),
    /** How the answer begins. */
    answer: text('answer'),
  },
  (t) => [index('webhook_attempts_delivery').on(t.deliveryId, t.id)],
);
