import { RenderError } from '../templates.errors';

/** What the words of a reply depend on besides the facts. */
export interface RenderContext {
  /** For dates, numbers and lists. */
  locale: string;
  now: Date;
  timeZone: string;
}

const DAY_MS = 86_400_000;
const MAX_EXCERPT = 300;

export function formatMoney(value: unknown, { locale }: RenderContext): string {
  const { amountMinor, currency } = (value ?? {}) as { amountMinor?: unknown; currency?: unknown };
  if (typeof amountMinor !== 'number' || typeof currency !== 'string')
    throw new RenderError('not an amount of money');
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  // Not every currency has cents: the yen has none, the dinar has three digits.
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}

export function formatDate(value: unknown, { locale, now, timeZone }: RenderContext): string {
  const date = toDate(value);
  const year = (one: Date): string =>
    new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(one);
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(year(date) === year(now) ? {} : { year: 'numeric' }),
    timeZone,
  }).format(date);
}

/** Counted in days of the calendar: eleven at night to one in the morning is "tomorrow". */
export function formatRelativeDate(value: unknown, { locale, now, timeZone }: RenderContext): string {
  const days = calendarDay(toDate(value), timeZone) - calendarDay(now, timeZone);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (Math.abs(days) < 14) return format.format(days, 'day');
  if (Math.abs(days) < 60) return format.format(Math.round(days / 7), 'week');
  return format.format(Math.round(days / 30), 'month');
}

export function formatPlural(count: unknown, one: string, other: string, { locale }: RenderContext): string {
  if (typeof count !== 'number') throw new RenderError('not a number to count with');
  const word = new Intl.PluralRules(locale).select(count) === 'one' ? one : other;
  return `${new Intl.NumberFormat(locale).format(count)} ${word}`;
}

export function formatList(items: unknown, field: unknown, { locale }: RenderContext): string {
  if (!Array.isArray(items)) throw new RenderError('not a list');
  const texts = items.map((item: unknown) =>
    formatText(typeof field === 'string' ? (item as Record<string, unknown>)[field] : item),
  );
  return new Intl.ListFormat(locale).format(texts);
}

export function formatExcerpt(value: unknown): string {
  const characters = Array.from(formatText(value));
  return characters.length <= MAX_EXCERPT
    ? characters.join('')
    : `${characters.slice(0, MAX_EXCERPT - 1).join('')}…`;
}

/** Text or a number as it is; a yes or no, a list or a record has no words of its own. */
export function formatText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new RenderError(
    value === null || value === undefined ? 'a fact is missing' : 'not a fact that can be printed',
  );
}

export function isFuture(value: unknown, { now }: RenderContext): boolean {
  return value !== null && toDate(value) > now;
}

/** The entries of a list that have not ended. */
export function currentOf(items: unknown, context: RenderContext): unknown[] {
  if (!Array.isArray(items)) throw new RenderError('not a list');
  return items.filter((item: { endsAt?: unknown }) => item.endsAt === null || isFuture(item.endsAt, context));
}

function toDate(value: unknown): Date {
  const date = typeof value === 'string' ? new Date(value) : new Date(NaN);
  if (Number.isNaN(date.getTime())) throw new RenderError('not a date');
  return date;
}

/** Days since 1970 of the calendar day that it is there. */
function calendarDay(date: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'numeric', day: 'numeric', timeZone })
    .formatToParts(date)
    .map(({ type, value }) => [type, Number(value)] as const);
  const { year = 0, month = 1, day = 1 } = Object.fromEntries(parts) as Record<string, number>;
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
