/** Who works with the admin app, and what they did. */
import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './columns';

export const users = pgTable('users', {
  id: text('id').primaryKey(),
  /** Lower case. */
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  /** argon2id, in PHC form. */
  passwordHash: text('password_hash').notNull(),
  role: text('role').notNull(),
  disabledAt: at('disabled_at'),
  createdAt: at('created_at').notNull(),
});

export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** SHA-256 of the key; the key itself is shown once. */
  keyHash: text('key_hash').notNull().unique(),
  /** The first characters, by which staff recognise it. */
  prefix: text('prefix').notNull(),
  role: text('role').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at'),
  expiresAt: at('expires_at'),
  revokedAt: at('revoked_at'),
});

/** Each is one user's, one key's or the operator's, and ends with them. */
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's secret. */
    idHash: text('id_hash').primaryKey(),
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    keyId: text('key_id').references(() => apiKeys.id, { onDelete: 'cascade' }),
    /** Of the operator's key, under the cookie's secret: it fits no longer when the key is replaced. */
    operatorSeal: text('operator_seal'),
    csrfToken: text('csrf_token').notNull(),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [
    index('sessions_user').on(t.userId),
    check('sessions_one_owner', sql`num_nonnulls(${t.userId}, ${t.keyId}, ${t.operatorSeal}) = 1`),
  ],
);

/** Logins tried, per account and per client network, each within a window that begins with the first. */
export const loginAttempts = pgTable('login_attempts', {
  /** SHA-256 of what is counted. */
  subject: text('subject').primaryKey(),
  attempts: integer('attempts').notNull(),
  windowStartedAt: at('window_started_at').notNull(),
});

/** Who changed what, when, and from where. */
export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: at('at').notNull(),
    /** `user:<id>`, `key:<id>`, `operator`. */
    actor: text('actor').notNull(),
    actorName: text('actor_name').notNull(),
    address: text('address').notNull(),
    /** `template.publish`, `user.create` … */
    action: text('action').notNull(),
    /** What it was done to: `template:engraving`, `user:ana@example.com`. */
    target: text('target').notNull(),
    /** What changed: `{ path: [before, after] }`, a note, a reason. Never a secret. */
    details: jsonb('details').notNull(),
  },
  (t) => [index('audit_target').on(t.target, t.id), index('audit_actor').on(t.actor, t.id)],
);
