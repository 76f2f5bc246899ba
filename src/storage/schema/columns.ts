import { sql, type SQL } from 'drizzle-orm';
import { customType, timestamp, type AnyPgColumn, type PgTimestampBuilderInitial } from 'drizzle-orm/pg-core';

/** A key without the letters it begins with: by `1001`, `W1001` is found. An index needs exactly this expression. */
export const withoutPrefix = (key: AnyPgColumn): SQL => sql`ltrim(${key}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')`;

export const tsquery = customType<{ data: string }>({ dataType: () => 'tsquery' });

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const at = (name: string): PgTimestampBuilderInitial<string> =>
  timestamp(name, { withTimezone: true, mode: 'date' });
