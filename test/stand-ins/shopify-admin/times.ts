/** Shopify's DateTime has no fractions of a second: two changes within one look simultaneous. */
export function dateTime(value: string | number): string {
  return `${new Date(value).toISOString().slice(0, 19)}Z`;
}

export function dateTimeOrNull(value: string | null): string | null {
  return value === null ? null : dateTime(value);
}
