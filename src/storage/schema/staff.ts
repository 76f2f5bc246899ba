/** Who works with the admin app, and what they did. */
import { bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
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

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's secret. */
    idHash: text('id_hash').primaryKey(),
    /** Null for a session that was opened with the operator's key. */
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    csrfToken: text('csrf_token').notNull(),
    createdAt: at('created_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

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
  (t) => [index('audit_target').on(t.target, t.id)],
);
