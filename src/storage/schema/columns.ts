import { sql, type SQL } from 'drizzle-orm';
import {
  bigint,
  customType,
  text,
  timestamp,
  type AnyPgColumn,
  type PgBigInt53BuilderInitial,
  type PgTextBuilderInitial,
  type PgTimestampBuilderInitial,
} from 'drizzle-orm/pg-core';

/** A key without the letters it begins with: by `1001`, `W1001` is found. An index needs exactly this expression. */
export const withoutPrefix = (key: AnyPgColumn): SQL => sql`ltrim(${key}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')`;

export const tsquery = customType<{ data: string }>({ dataType: () => 'tsquery' });

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const at = (name: string): PgTimestampBuilderInitial<string> =>
  timestamp(name, { withTimezone: true, mode: 'date' });

/** Money in minor units: 30 million pesos are more than an `integer` holds. */
export const minor = (name: string): PgBigInt53BuilderInitial<string> => bigint(name, { mode: 'number' });

/** Which of the shop's systems a record came from, under which id, and when that system last changed it. */
export const ofShop = (): {
  source: PgTextBuilderInitial<string, [string, ...string[]]>;
  externalId: PgTextBuilderInitial<string, [string, ...string[]]>;
  sourceUpdatedAt: PgTimestampBuilderInitial<string>;
} => ({
  source: text('source'),
  externalId: text('external_id'),
  sourceUpdatedAt: at('source_updated_at'),
});
