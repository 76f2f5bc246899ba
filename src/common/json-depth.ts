/** What anybody sends us is some ten levels deep; what walks through it has a stack for a thousand. */
const MOST_LEVELS = 64;

/** Whether parsed JSON has more levels within each other than may be. */
export function isTooDeep(json: unknown, levels = MOST_LEVELS): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => isTooDeep(value, levels - 1));
}
