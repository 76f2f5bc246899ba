import { dateTime } from '../times';
import { parseSearch, type SearchNode, type Term } from './parse-search';
import type { SearchField, SearchFields } from './search-fields';

export interface SearchWarning {
  field: string;
  message: string;
  code: 'invalid_field' | 'invalid_value';
}

export interface Search<Row> {
  matches: (row: Row) => boolean;
  /** A term with one of these was ignored: the answer has more rows than were asked for. */
  warnings: SearchWarning[];
}

type Test<Row> = (row: Row) => boolean;

export function compileSearch<Row>(
  query: string | null | undefined,
  searchable: SearchFields<Row>,
  now: number,
): Search<Row> {
  const warnings: SearchWarning[] = [];
  const parsed = query ? parseSearch(query) : null;
  const test = parsed && compile(parsed, searchable, now, warnings);
  return { matches: test ?? (() => true), warnings };
}

/** Null: nothing of it is left to test. */
function compile<Row>(
  node: SearchNode,
  searchable: SearchFields<Row>,
  now: number,
  warnings: SearchWarning[],
): Test<Row> | null {
  if (node.kind === 'term') return compileTerm(node, searchable, now, warnings);
  if (node.kind === 'not') {
    const of = compile(node.of, searchable, now, warnings);
    return of && ((row) => !of(row));
  }
  const [left, right] = node.of.map((of) => compile(of, searchable, now, warnings));
  if (!left || !right) return left ?? right ?? null;
  return node.kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
}

function compileTerm<Row>(
  term: Term,
  searchable: SearchFields<Row>,
  now: number,
  warnings: SearchWarning[],
): Test<Row> | null {
  if (term.field === null) return (row) => searchable.text(row).some((text) => isWord(text, term.value));
  const isTagNot = term.field === 'tag_not';
  const field = searchable.fields[isTagNot ? 'tag' : term.field];
  if (!field) {
    warnings.push({
      field: term.field,
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    });
    return null;
  }
  const tests = term.value.split(',').map((value) => fieldTest(field, { ...term, value }, now));
  if (tests.includes(null)) {
    warnings.push({
      field: term.field,
      message: `Input \`${term.value}\` is not an accepted value.`,
      code: 'invalid_value',
    });
    return null;
  }
  const any: Test<Row> = (row) => tests.some((test) => test?.(row));
  return isTagNot ? (row) => !any(row) : any;
}

function fieldTest<Row>(field: SearchField<Row>, term: Term, now: number): Test<Row> | null {
  switch (field.type) {
    case 'string':
      return (row) => field.of(row).some((text) => isWord(text, term.value));
    case 'boolean':
      return /^(true|false)$/.test(term.value) ? (row) => String(field.of(row)) === term.value : null;
    case 'id':
    case 'number': {
      const wanted = Number(term.value.replace(/^gid:\/\/shopify\/\w+\//, ''));
      return Number.isNaN(wanted) ? null : (row) => compareTo(field.of(row), wanted, wanted, term);
    }
    case 'time': {
      const span = timeSpan(term.value, now);
      if (!span) return null;
      return (row) => {
        const at = field.of(row);
        // Compared as they are shown: without fractions of a second.
        return compareTo(at === null ? null : Date.parse(dateTime(at)), span[0], span[1], term);
      };
    }
  }
}

function compareTo(value: number | null, from: number, to: number, { comparator }: Term): boolean {
  if (value === null) return false;
  if (comparator === '<') return value < from;
  if (comparator === '<=') return value <= to;
  if (comparator === '>') return value > to;
  return comparator === '>=' ? value >= from : value >= from && value <= to;
}

/** The first and the last moment that a date names: `2026` is a year long, a time with seconds one second. */
function timeSpan(text: string, now: number): [number, number] | null {
  if (text === 'now') return [now, now];
  const match =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (!match) return null;
  const parts = match.slice(1, 7);
  const given = parts.filter((part) => part !== undefined).length;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const offset = zoneOffsetMs(match[7]);
  const from = Date.UTC(year, month - 1, day, hour, minute, second) - offset;
  const widened = [year, month - 1, day, hour, minute, second];
  widened[given - 1] = (widened[given - 1] ?? 0) + 1;
  const [y = 0, mo = 0, d = 1, h = 0, mi = 0, s = 0] = widened;
  return [from, Date.UTC(y, mo, d, h, mi, s) - offset - 1];
}

function zoneOffsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

function isWord(text: string | null, wanted: string): boolean {
  if (text === null) return false;
  const [has, seeks] = [text.toLowerCase(), wanted.toLowerCase()];
  return seeks.endsWith('*') ? has.startsWith(seeks.slice(0, -1)) : has === seeks;
}
