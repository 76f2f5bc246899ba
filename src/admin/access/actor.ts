import type { Role } from './roles';

/** Who makes a request to the admin API. */
export interface Actor {
  /** `user:<id>`, `key:<id>`, or `operator` for the key in the configuration. */
  id: string;
  name: string;
  role: Role;
  /** The client's address, for the audit. */
  address: string;
}
