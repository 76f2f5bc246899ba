import { MalformedEventError } from '../events-in/events-in.errors';
import { isAmount, isCurrency, minorUnits } from './money';
import { plainLine, plainText, textOfHtml } from './plain-text';

/** More lines than any order has; what is longer is no order. */
const LONGEST_LIST = 2_000;
const LONGEST_ID = 100;
const LONGEST_LINE = 500;
const LONGEST_EMAIL = 320;
const LONGEST_TEXT = 8_000;
const LONGEST_URL = 2_000;
const MOST_UNITS = 1_000_000_000;
/** A time with its zone; `Date` alone would read many other things, and some differently on another machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
const UTC_WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$/;

/**
 * The fields of a JSON object that somebody else sent, each read as what it has to be: texts cleaned and cut, and a
 * `MalformedEventError` with the path of what does not fit. What is not asked for is ignored.
 */
export class PayloadFields {
  private constructor(
    private readonly fields: object,
    private readonly path: string,
  ) {}

  static of(payload: unknown, path = ''): PayloadFields {
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
      throw new MalformedEventError(path || '$');
    }
    return new PayloadFields(payload, path);
  }

  /** Undefined also for a field that the object only inherits, such as `constructor`. */
  raw(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? (this.fields as Record<string, unknown>)[name] : undefined;
  }

  has(name: string): boolean {
    const value = this.raw(name);
    return value !== undefined && value !== null;
  }

  id(name: string): string {
    return this.idOrNull(name) ?? this.refuse(name);
  }

  /** Zero, as WooCommerce writes "none", is null too. */
  idOrNull(name: string): string | null {
    const value = this.raw(name);
    if (value === undefined || value === null || value === 0 || value === '') return null;
    if (typeof value === 'number' && Number.isInteger(value)) return String(value);
    const isText =
      typeof value === 'string' && value.length <= LONGEST_ID && plainLine(value, LONGEST_ID) === value;
    return isText ? value : this.refuse(name);
  }

  line(name: string): string {
    return this.lineOrNull(name) ?? this.refuse(name);
  }

  /** Null where there is nothing to read. */
  lineOrNull(name: string, longest = LONGEST_LINE): string | null {
    const value = this.textOf(name);
    return value === null ? null : plainLine(value, longest) || null;
  }

  textOrNull(name: string): string | null {
    const value = this.textOf(name);
    return value === null ? null : plainText(value, LONGEST_TEXT) || null;
  }

  htmlOrNull(name: string): string | null {
    const value = this.textOf(name);
    return value === null ? null : textOfHtml(value, LONGEST_TEXT) || null;
  }

  emailOrNull(name: string): string | null {
    const value = this.textOf(name)?.trim();
    // Half an address would be somebody else's.
    if (value && value.length > LONGEST_EMAIL) return this.refuse(name);
    return value ? plainLine(value, LONGEST_EMAIL) : null;
  }

  /** Only what a browser opens as a page. */
  urlOrNull(name: string): string | null {
    const value = this.textOf(name);
    return value === null ? null : pageAt(value);
  }

  /** Null in place of each that is none. */
  urls(name: string): (string | null)[] {
    return this.values(name).map((value) => (typeof value === 'string' ? pageAt(value) : null));
  }

  currency(name: string): string {
    const code = this.line(name).toUpperCase();
    return isCurrency(code) ? code : this.refuse(name);
  }

  money(name: string, currency: string): number {
    return this.moneyOrNull(name, currency) ?? this.refuse(name);
  }

  /** Written as a decimal text or as a number. */
  moneyOrNull(name: string, currency: string): number | null {
    const value = this.raw(name);
    if (value === undefined || value === null || value === '') return null;
    return minorUnits(decimalText(value), currency) ?? this.refuse(name);
  }

  /** A decimal whose currency is said elsewhere. */
  decimalOrNull(name: string): string | null {
    const value = this.raw(name);
    if (value === undefined || value === null || value === '') return null;
    const text = decimalText(value);
    return isAmount(text) ? text : this.refuse(name);
  }

  count(name: string): number {
    return this.countOrNull(name) ?? this.refuse(name);
  }

  countOrNull(name: string): number | null {
    const value = this.raw(name);
    if (value === undefined || value === null || value === '') return null;
    const isCount = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MOST_UNITS;
    return isCount ? value : this.refuse(name);
  }

  instant(name: string): Date {
    return this.instantOrNull(name) ?? this.refuse(name);
  }

  instantOrNull(name: string): Date | null {
    const value = this.textOf(name);
    if (!value) return null;
    return parseInstant(value) ?? this.refuse(name);
  }

  /** WooCommerce's `…_gmt` fields: UTC, and no zone that says so. */
  utcOrNull(name: string): Date | null {
    const value = this.textOf(name);
    if (!value) return null;
    const text = UTC_WITHOUT_ZONE.test(value) ? `${value.replace(' ', 'T')}Z` : value;
    return parseInstant(text) ?? this.refuse(name);
  }

  utc(name: string): Date {
    return this.utcOrNull(name) ?? this.refuse(name);
  }

  within(name: string): PayloadFields {
    return PayloadFields.of(this.raw(name), this.pathOf(name));
  }

  withinOrNull(name: string): PayloadFields | null {
    return this.has(name) ? this.within(name) : null;
  }

  /** Empty where there is none. */
  list(name: string): PayloadFields[] {
    return this.values(name).map((value, index) => PayloadFields.of(value, `${this.pathOf(name)}[${index}]`));
  }

  /** A list of things that each have an id of their own. */
  listById(name: string): (readonly [id: string, fields: PayloadFields])[] {
    const all = this.list(name).map((one) => [one.id('id'), one] as const);
    const ids = all.map(([id]) => id);
    const again = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    return again < 0 ? all : this.refuse(`${name}[${again}].id`);
  }

  lines(name: string): string[] {
    return this.values(name).map((value, index) =>
      typeof value === 'string' ? plainLine(value, LONGEST_LINE) : this.refuse(`${name}[${index}]`),
    );
  }

  ids(name: string): string[] {
    return this.values(name).map((value, index) =>
      PayloadFields.of({ [`${name}[${index}]`]: value }, this.path).id(`${name}[${index}]`),
    );
  }

  /** The field is not what it has to be. */
  refuse(name: string): never {
    throw new MalformedEventError(this.pathOf(name));
  }

  private values(name: string): unknown[] {
    const value = this.raw(name) ?? [];
    return Array.isArray(value) && value.length <= LONGEST_LIST ? (value as unknown[]) : this.refuse(name);
  }

  private textOf(name: string): string | null {
    const value = this.raw(name);
    if (value === undefined || value === null) return null;
    return typeof value === 'string' ? value : this.refuse(name);
  }

  private pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

/** An address that a browser opens as a page; null for anything else. */
export function pageAt(text: string): string | null {
  const url = text.trim();
  const isPage = url.length <= LONGEST_URL && /^https?:\/\//i.test(url) && URL.canParse(url);
  return isPage ? new URL(url).href : null;
}

/** WooCommerce divides, and sends what comes out: `4.166666666666667`. */
function decimalText(value: unknown): string {
  if (typeof value === 'number') return value.toFixed(10);
  return typeof value === 'string' ? value.trim() : '';
}

/** Undefined for what is no time with a zone. */
export function parseInstant(text: string): Date | undefined {
  const date = INSTANT.test(text) ? new Date(text) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}
