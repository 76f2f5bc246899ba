/** What customers are still to be told, without having asked. */
import { sql } from 'drizzle-orm';
import { bigserial, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns';

/** Written in the transaction of what it tells of; the dialog makes messages of it. */
export const customerNotices = pgTable(
  'customer_notices',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** However often the same thing is told, its customers hear of it once. */
    onceKey: text('once_key').notNull(),
    notice: jsonb('notice').notNull(),
    createdAt: at('created_at').notNull(),
    /** When messages were made of it, or it turned out that nobody is to be told. */
    doneAt: at('done_at'),
  },
  (t) => [
    uniqueIndex('customer_notices_once').on(t.onceKey),
    index('customer_notices_waiting')
      .on(t.id)
      .where(sql`${t.doneAt} is null`),
  ],
);
