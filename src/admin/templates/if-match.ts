/** Of no draft. */
const NEVER = -1;

/**
 * The revision that an `If-Match` header names; undefined without one. Whatever is not the ETag of a draft names one
 * that is never there. A proxy that compresses makes an ETag weak; the revision is exact all the same.
 */
export function revisionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, revision] = /^\s*(?:W\/)?"?(\d{1,10})"?\s*$/.exec(header) ?? [];
  return revision === undefined ? NEVER : Number(revision);
}

export function etagOf(revision: number | string): string {
  return `"${revision}"`;
}
