/** Users, keys, sessions and the audit as the admin API speaks of them. */

/** Each role has the rights of those before it. */
export const ROLES = ['viewer', 'agent', 'editor', 'publisher', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface SessionUser {
  id: string;
  name: string;
  /** null for a key. */
  email: string | null;
  role: Role;
}

export interface Session {
  user: SessionUser;
  csrfToken: string;
}

export type Credentials = { email: string; password: string } | { apiKey: string };

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabledAt: string | null;
  createdAt: string;
}

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  password: string;
}

export interface UserChange {
  name?: string;
  role?: Role;
  password?: string;
  disabled?: boolean;
}

export interface Key {
  id: string;
  name: string;
  role: Role;
  /** The first characters, by which it is recognised. */
  prefix: string;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
}

export interface NewKey {
  name: string;
  role: Role;
  expiresAt?: string;
}

/** The key itself is in the answer to its making, and never again. */
export type MadeKey = Key & { key: string };

export interface AuditEntry {
  id: number | string;
  at: string;
  actor: string;
  actorName: string;
  address: string;
  action: string;
  target: string;
  details: unknown;
}
