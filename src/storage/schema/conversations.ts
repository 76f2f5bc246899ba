/** What is said, and what has to be said later. */
import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns';

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
    /** Since when nothing was said for long; null: it goes on. */
    closedAt: at('closed_at'),
  },
  (t) => [
    uniqueIndex('conversations_external').on(t.channel, t.externalId),
    index('conversations_open')
      .on(t.updatedAt)
      .where(sql`${t.closedAt} is null`),
  ],
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
