import type { schema } from '../../../storage';

type StoredUser = typeof schema.users.$inferSelect;

/** What the audit says of a change: `{ role: ["viewer", "editor"] }`. Of a password, only that it is another. */
export function changesBetween(before: StoredUser, after: StoredUser): Record<string, unknown> {
  const isDisabled = [before.disabledAt !== null, after.disabledAt !== null];
  return {
    ...(before.name === after.name ? {} : { name: [before.name, after.name] }),
    ...(before.role === after.role ? {} : { role: [before.role, after.role] }),
    ...(isDisabled[0] === isDisabled[1] ? {} : { disabled: isDisabled }),
    ...(before.passwordHash === after.passwordHash ? {} : { password: 'changed' }),
  };
}
