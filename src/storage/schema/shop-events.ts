/** What the shop's systems tell of: stored when it is received, applied to the records after. */
import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns';

/** One row an event, however often it is sent; those done with are deleted after a while. */
export const shopEvents = pgTable(
  'shop_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** `shopify`, `woocommerce`, `standard`. */
    source: text('source').notNull(),
    topic: text('topic').notNull(),
    /** By which a source's event is known when it comes again. */
    deliveryKey: text('delivery_key').notNull(),
    /** The source's own id of what happened, which several deliveries may share. */
    eventId: text('event_id'),
    /** The shop, by its domain or address. */
    origin: text('origin'),
    /** `order:820982911946154508`: what has the same is applied in the order of `id`; null: in any order. */
    resourceKey: text('resource_key'),
    /** Null for a body that is no JSON object. */
    payload: jsonb('payload'),
    /** That body. */
    unreadableBody: text('unreadable_body'),
    receivedAt: at('received_at').notNull(),
    triggeredAt: at('triggered_at'),
    /** `pending`, `applied`, `outdated`, `unknown_topic`, `dead`. */
    state: text('state').notNull(),
    /** Those that failed. */
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull(),
    /** Of the last failure. */
    errorCode: text('error_code'),
    /** Where in the payload, if it is malformed; never what stands there. */
    errorPath: text('error_path'),
    /** Null while it is pending. */
    finishedAt: at('finished_at'),
  },
  (t) => [
    uniqueIndex('shop_events_delivery').on(t.source, t.deliveryKey),
    index('shop_events_due')
      .on(t.nextAttemptAt, t.id)
      .where(sql`${t.state} = 'pending'`),
    index('shop_events_in_order')
      .on(t.source, t.resourceKey, t.id)
      .where(sql`${t.state} = 'pending'`),
    // For what a redacted customer is to leave nothing of.
    index('shop_events_resource').on(t.source, t.resourceKey),
    index('shop_events_for_staff')
      .on(t.state, t.id)
      .where(sql`${t.state} in ('dead', 'unknown_topic')`),
    index('shop_events_finished')
      .on(t.finishedAt)
      .where(sql`${t.state} in ('applied', 'outdated', 'unknown_topic')`),
    check('shop_events_finished_or_pending', sql`(${t.state} = 'pending') = (${t.finishedAt} is null)`),
  ],
);
