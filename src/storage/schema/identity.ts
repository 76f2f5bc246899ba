/** Who a customer is: tries at proving it, codes that are out, and mails that wait. */
import { bigserial, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './columns';

/** Failed proofs of identity, and mailed codes, counted per order, address, conversation and sender. */
export const identityAttempts = pgTable('identity_attempts', {
  /** `order:1001`, `email:…` (hashed), `conversation:…`, `sender:…`; `mails-order:…`, `mails-email:…`. */
  subject: text('subject').primaryKey(),
  failures: integer('failures').notNull(),
  windowStartedAt: at('window_started_at').notNull(),
});

/** Codes that were asked for. A code itself is kept nowhere: it follows from the id and a secret. */
export const identityCodes = pgTable(
  'identity_codes',
  {
    /** 128 random bits. */
    id: text('id').primaryKey(),
    /** Hash of the conversation, who writes in it, and the order number and address that they gave. */
    subject: text('subject').notNull(),
    /** What it proves; null where nothing was mailed, and no code is right. */
    orderId: text('order_id'),
    tries: integer('tries').notNull().default(0),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('identity_codes_subject').on(t.subject), index('identity_codes_expired').on(t.expiresAt)],
);

/** Mails that wait to be sent; one that was sent is gone. */
export const mails = pgTable(
  'mails',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** Recipient and text, encrypted: whoever reads the database reads no code in it. */
    sealed: text('sealed').notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull(),
    /** After that it is of no use to anybody. */
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('mails_due').on(t.nextAttemptAt)],
);
