import { isAmount, isCurrency } from '../../payload/money';
import { pageAt, parseInstant } from '../../payload/payload-fields';
import { plainLine } from '../../payload/plain-text';
import type { CsvFault, CsvFaultCode } from './csv-faults';

const LONGEST_ID = 100;
const MOST_UNITS = 1_000_000_000;
const YES = new Set(['true', 'yes', '1']);
const NO = new Set(['false', 'no', '0']);
/** `2026-05-01T10:00:00Z`, and as Shopify exports it: `2026-05-01 10:00:00 +0200`. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)$/;
/** With a decimal comma; with three digits behind it nobody knows whether it is a thousand. */
const DECIMAL_COMMA = /^-?\d+,\d{1,2}$/;

/** One row of a file, each field read as what it has to be. What does not fit is noted, and read as null. */
export class CsvRow {
  readonly faults: CsvFault[] = [];

  constructor(
    readonly line: number,
    readonly values: Readonly<Record<string, string>>,
  ) {}

  /** Null where the field is empty, or the file has no such column. */
  text(column: string): string | null {
    return this.values[column]?.trim() || null;
  }

  /** The beginning of the name, such as `option:`, to the value, for all such columns that are filled in. */
  named(prefix: string): Record<string, string> {
    const entries = Object.entries(this.values).filter(
      ([column, value]) => column.startsWith(prefix) && value.trim(),
    );
    return Object.fromEntries(entries.map(([column, value]) => [column.slice(prefix.length), value.trim()]));
  }

  id(column: string): string | null {
    return this.parse(column, 'ID_INVALID', (text) =>
      text.length <= LONGEST_ID && plainLine(text, LONGEST_ID) === text ? text : undefined,
    );
  }

  time(column: string): string | null {
    return this.parse(column, 'TIME_INVALID', (text) => {
      const [, day, time, zone] = TIME.exec(text) ?? [];
      const instant = day && time && parseInstant(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
      return instant ? instant.toISOString() : undefined;
    });
  }

  amount(column: string): string | null {
    return this.parse(column, 'AMOUNT_INVALID', (text) => {
      const amount = DECIMAL_COMMA.test(text) ? text.replace(',', '.') : text;
      return isAmount(amount) ? amount : undefined;
    });
  }

  count(column: string, fewest: number): number | null {
    return this.parse(column, 'COUNT_INVALID', (text) => {
      const count = /^\d{1,10}$/.test(text) ? Number(text) : -1;
      return count >= fewest && count <= MOST_UNITS ? count : undefined;
    });
  }

  flag(column: string): boolean | null {
    return this.parse(column, 'FLAG_INVALID', (text) => {
      const word = text.toLowerCase();
      return YES.has(word) ? true : NO.has(word) ? false : undefined;
    });
  }

  currency(column: string): string | null {
    return this.parse(column, 'CURRENCY_INVALID', (text) => {
      const code = text.toUpperCase();
      return isCurrency(code) ? code : undefined;
    });
  }

  choice<Word extends string>(column: string, words: readonly Word[]): Word | null {
    return this.parse(column, 'CHOICE_INVALID', (text) => words.find((word) => word === text.toLowerCase()));
  }

  page(column: string): string | null {
    return this.parse(column, 'PAGE_INVALID', (text) => pageAt(text) ?? undefined);
  }

  /** What must be there. An invalid value was noted already. */
  needed<Value>(column: string, value: Value | null): Value | null {
    if (value === null && this.text(column) === null) this.refuse(column, 'VALUE_MISSING');
    return value;
  }

  refuse(column: string, code: CsvFaultCode): void {
    this.faults.push({ line: this.line, column, code });
  }

  private parse<Value>(
    column: string,
    code: CsvFaultCode,
    read: (text: string) => Value | undefined,
  ): Value | null {
    const text = this.text(column);
    if (text === null) return null;
    const value = read(text);
    if (value !== undefined) return value;
    this.refuse(column, code);
    return null;
  }
}
