import { sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { schema } from '../storage';

/** A number as it is compared: `#W-1001` and `w 1001` are both `W1001`. Letters with accents lose them. */
export function numberKey(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

/**
 * The rows to choose from with `chooseByKey`: those of this key and, for bare digits, those of letters and this key.
 * One condition whatever the key, so that the time taken says nothing.
 */
export function hasKey(column: AnyPgColumn, key: string): SQL {
  // An order may have a number without letters and digits, and a product none at all: nobody asked for those.
  return sql`(${key} <> '' and (${column} = ${key}
    or (${key} ~ '^[0-9]+$' and ${schema.withoutPrefix(column)} = ${key})))`;
}

/** Orders rows for `chooseByKey`, which needs no more than two. */
export function exactFirst(column: AnyPgColumn, key: string): SQL {
  return sql`(${column} = ${key}) desc`;
}

/** The row of exactly this key, or else the only one; of several that merely end so, none. */
export function chooseByKey<Row extends { key: string }>(rows: Row[], key: string): Row | undefined {
  return rows.find((row) => row.key === key) ?? (rows.length === 1 ? rows[0] : undefined);
}
