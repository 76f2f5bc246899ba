/**
 * The formatters of `Intl`, each made once per language and options: making one takes longer than all else of a
 * reply together.
 */

/** Customers name their locale themselves, so that there is no end of them. */
const MAX_KEPT = 500;

export const moneyFormat = kept((locale, currency) => {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  // Not every currency has cents: the yen has none, the dinar has three digits.
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return { format: (amountMinor: number): string => format.format(amountMinor / 10 ** digits) };
});

export const numberFormat = kept((locale) => new Intl.NumberFormat(locale));

export const dayFormat = kept(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone }),
);

export const dayOfYearFormat = kept(
  (locale, timeZone) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }),
);

/** `2026-03-05`, by which days can be counted. */
export const calendarFormat = kept((timeZone) => {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const;
  // Canada writes days as ISO 8601 does.
  return new Intl.DateTimeFormat('en-CA', { ...options, calendar: 'gregory', numberingSystem: 'latn' });
});

export const relativeFormat = kept((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

export const pluralRules = kept((locale) => new Intl.PluralRules(locale));

export const listFormat = kept((locale) => new Intl.ListFormat(locale));

function kept<T>(make: (first: string, second: string) => T): (first: string, second?: string) => T {
  const formats = new Map<string, T>();
  return (first, second = '') => {
    const key = `${first} ${second}`;
    const known = formats.get(key);
    if (known) return known;
    const made = make(first, second);
    if (formats.size >= MAX_KEPT) formats.clear();
    formats.set(key, made);
    return made;
  };
}
