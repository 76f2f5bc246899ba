/** What the shop's systems said last, from which the records in `shop.ts` follow. */
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { at } from './columns';

/**
 * A part of a record that has a time of its own: an order without its fulfilments, each fulfilment, each refund … The
 * highest version stays, whatever comes when. Parts of an order that is not known yet wait here for it.
 */
export const shopParts = pgTable(
  'shop_parts',
  {
    source: text('source').notNull(),
    /** `order`, `return`, `product`, `stock`, `customer`, `shop`. */
    recordKind: text('record_kind').notNull(),
    /** The source's id of it. */
    recordId: text('record_id').notNull(),
    /** `head`, `fulfilment:…`, `refund:…`, `erased` … */
    part: text('part').notNull(),
    /** Compared as bytes: a time in UTC first, then whatever tells apart what happened at that time. */
    version: text('version').notNull(),
    changedAt: at('changed_at').notNull(),
    body: jsonb('body').notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.recordKind, t.recordId, t.part] })],
);
