/** What customers are still to be told, without having asked, and in which conversations. */
import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { at } from './columns';
import { conversations } from './conversations';
import { orders } from './shop';

/** Written in the transaction of what it tells of; the dialog makes messages of it. */
export const customerNotices = pgTable(
  'customer_notices',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** However often the same thing is told, its customers hear of it once. */
    onceKey: text('once_key').notNull(),
    /** `order:…`, `action:…`: those about the same thing are told together. */
    about: text('about').notNull(),
    notice: jsonb('notice').notNull(),
    createdAt: at('created_at').notNull(),
    /** Later than it came where it waits for the end of the quiet hours, or to be tried again. */
    dueAt: at('due_at').notNull(),
    /** Tries that failed. */
    attempts: integer('attempts').notNull().default(0),
    /** When messages were made of it, or it turned out that nobody is to be told. */
    doneAt: at('done_at'),
    /** `told`, or why not: `nobody`, `obsolete`, `superseded`, `switched_off`, `failed`. */
    outcome: text('outcome'),
  },
  (t) => [
    uniqueIndex('customer_notices_once').on(t.onceKey),
    index('customer_notices_due')
      .on(t.dueAt)
      .where(sql`${t.doneAt} is null`),
    index('customer_notices_done').on(t.doneAt),
    index('customer_notices_about')
      .on(t.about)
      .where(sql`${t.doneAt} is null`),
  ],
);

/** In which conversations somebody proved an order to be theirs and asked about it: there they hear of it. */
export const orderLinks = pgTable(
  'order_links',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    conversationId: text('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    senderId: text('sender_id').notNull(),
    /** Whose order it was then: once it is another customer's, the link tells nothing. */
    customerId: text('customer_id').notNull(),
    /** Who the sender was signed in as; null where an e-mail address was the proof. */
    signedInAs: text('signed_in_as'),
    /** Others read along: nothing is told there that nobody asked for. */
    isGroup: boolean('is_group').notNull(),
    /** In which the sender was answered last. */
    locale: text('locale').notNull(),
    linkedAt: at('linked_at').notNull(),
    /** The promised day while somebody has to look whether it passes; null once they have. */
    expectedAt: at('expected_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.conversationId, t.senderId] }),
    index('order_links_conversation').on(t.conversationId),
    index('order_links_expected')
      .on(t.expectedAt)
      .where(sql`${t.expectedAt} is not null`),
  ],
);
