/** What staff may do; each role may also do what the ones before it may. */
export const ROLES = ['viewer', 'agent', 'editor', 'publisher', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function mayActAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
