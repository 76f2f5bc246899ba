import type { Role } from './roles';

/** Whom a password, a key or a session belongs to. */
export interface Identity {
  /** `user:<id>`, `key:<id>`, or `operator` for the key in the configuration. */
  id: string;
  name: string;
  /** Null for a key. */
  email: string | null;
  role: Role;
}

/** Who makes a request to the admin API. */
export interface Actor {
  /** As in `Identity`. */
  id: string;
  name: string;
  role: Role;
  /** The client's address, for the audit. */
  address: string;
}
