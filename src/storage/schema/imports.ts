/** How far what is loaded from the shop's systems and files has come. */
import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './columns';

/**
 * One row for each list that is read: the orders of Shopify, the products of a file. The cursor is written in the
 * transaction of the records that it has passed, so that a kill loses nothing and doubles nothing.
 */
export const importCursors = pgTable('import_cursors', {
  name: text('name').primaryKey(),
  cursor: jsonb('cursor').notNull(),
  /** Records that were read, and how many of them were refused. */
  read: integer('read').notNull(),
  rejected: integer('rejected').notNull(),
  startedAt: at('started_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  /** When its end was reached. */
  finishedAt: at('finished_at'),
});

/** Who reads one of the shop's systems at the moment. */
export const pullLeases = pgTable('pull_leases', {
  source: text('source').primaryKey(),
  holder: text('holder').notNull(),
  heldUntil: at('held_until').notNull(),
});
