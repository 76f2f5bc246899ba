import type { TextFormat } from '../channel-formats';
import { RenderError } from '../templates.errors';
import { linkIn } from './escape';
import {
  calendarFormat,
  dayFormat,
  dayOfYearFormat,
  listFormat,
  moneyFormat,
  numberFormat,
  pluralRules,
  relativeFormat,
} from './formatters';
import { isCut } from './plain-facts';

/** What the words of a reply depend on besides the facts. */
export interface RenderContext {
  /** For dates, numbers and lists. */
  locale: string;
  now: Date;
  timeZone: string;
  /** How the channel reads the text: facts are escaped for it. */
  format?: TextFormat;
  /** Characters that a message of the channel holds. */
  maxLength?: number;
}

/** Text that is escaped already. */
export class Escaped {
  constructor(readonly text: string) {}
}

const DAY_MS = 86_400_000;
const MAX_EXCERPT = 300;
/** More characters are not worked out, for no message holds them; spaces and empty lines are still among these. */
export const MAX_FILLED = 20_000;

export function formatMoney(value: unknown, { locale }: RenderContext): string {
  const { amountMinor, currency } = (value ?? {}) as { amountMinor?: unknown; currency?: unknown };
  if (typeof amountMinor !== 'number' || typeof currency !== 'string')
    throw new RenderError('not an amount of money');
  return moneyFormat(locale, currency).format(amountMinor);
}

export function formatDate(value: unknown, { locale, now, timeZone }: RenderContext): string {
  const date = toDate(value);
  const isThisYear = calendarDate(date, timeZone).slice(0, -6) === dateOfNow(now, timeZone).slice(0, -6);
  const format = isThisYear ? dayFormat : dayOfYearFormat;
  return format(locale, timeZone).format(date);
}

/** Counted in days of the calendar: eleven at night to one in the morning is "tomorrow". */
export function formatRelativeDate(value: unknown, { locale, now, timeZone }: RenderContext): string {
  const days = dayNumber(calendarDate(toDate(value), timeZone)) - dayNumber(dateOfNow(now, timeZone));
  const format = relativeFormat(locale);
  if (Math.abs(days) < 14) return format.format(days, 'day');
  if (Math.abs(days) < 60) return format.format(Math.round(days / 7), 'week');
  return format.format(Math.round(days / 30), 'month');
}

export function formatPlural(count: unknown, one: string, other: string, { locale }: RenderContext): string {
  if (typeof count !== 'number') throw new RenderError('not a number to count with');
  const word = pluralRules(locale).select(count) === 'one' ? one : other;
  return `${numberFormat(locale).format(count)} ${word}`;
}

export function formatList(items: unknown, field: unknown, { locale }: RenderContext): string {
  if (!Array.isArray(items)) throw new RenderError('not a list');
  const texts: string[] = [];
  let length = 0;
  for (const item of items as unknown[]) {
    const text = formatText(typeof field === 'string' ? (item as Record<string, unknown>)[field] : item);
    texts.push(text);
    length += text.length;
    if (length > MAX_FILLED) break;
  }
  const isWhole = texts.length === items.length && !isCut(items);
  return listFormat(locale).format(isWhole ? texts : [...texts, '…']);
}

export function formatExcerpt(value: unknown): string {
  // No character is of more than two of JavaScript's.
  const characters = Array.from(formatText(value).slice(0, 2 * MAX_EXCERPT + 2));
  return characters.length <= MAX_EXCERPT
    ? characters.join('')
    : `${characters.slice(0, MAX_EXCERPT - 1).join('')}…`;
}

/** The link to the parcel's page; where there is none, what the customer can look it up by, or nothing. */
export function formatTrackingLink(value: unknown, { format = 'plain' }: RenderContext): string | Escaped {
  const { trackingUrl, trackingNumber, carrier } = (value ?? {}) as Record<string, unknown>;
  const number = typeof trackingNumber === 'string' ? trackingNumber : '';
  if (typeof trackingUrl === 'string') {
    return new Escaped(linkIn(format, trackingUrl, number.trim() || trackingUrl));
  }
  return number && typeof carrier === 'string' ? `${carrier} ${number}` : number;
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

/** `2026-03-05` of the calendar day that it is there. */
function calendarDate(date: Date, timeZone: string): string {
  return calendarFormat(timeZone).format(date);
}

/** The day that it is now, worked out once for all of a reply. */
const todays = new WeakMap<Date, { timeZone: string; date: string }>();

function dateOfNow(now: Date, timeZone: string): string {
  const known = todays.get(now);
  if (known?.timeZone === timeZone) return known.date;
  const date = calendarDate(now, timeZone);
  todays.set(now, { timeZone, date });
  return date;
}

/** Days since 1970. */
function dayNumber(calendarDate: string): number {
  const [year = 0, month = 1, day = 1] = calendarDate.split('-').map(Number);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
