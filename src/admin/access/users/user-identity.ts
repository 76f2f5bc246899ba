import type { schema } from '../../../storage';
import type { Identity } from '../actor';
import type { Role } from '../roles';

export function userIdentity({ id, name, email, role }: typeof schema.users.$inferSelect): Identity {
  return { id: `user:${id}`, name, email, role: role as Role };
}
