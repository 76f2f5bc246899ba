/**
 * https://shopify.dev/docs/api/usage/versioning: a version each quarter, supported for a year at least. A call of an
 * older one "falls forward" to the oldest that is supported; what never was a version is not found.
 */
const SUPPORTED = ['2026-01', '2026-04', '2026-07', '2026-10', 'unstable'];
const OLDEST = '2026-01';

/** Null: no such address. */
export function servedVersion(path: string): string | null {
  const asked = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(path)?.[1];
  if (!asked) return null;
  if (SUPPORTED.includes(asked)) return asked;
  const wasAVersion = /^20(19|2\d)-(01|04|07|10)$/.test(asked) && asked < OLDEST;
  return wasAVersion ? OLDEST : null;
}
