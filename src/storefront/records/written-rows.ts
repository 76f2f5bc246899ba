import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** For `onConflictDoUpdate`: every column that the insert names takes the inserted value. */
export function allExcluded(table: PgTable, row: object | undefined): Record<string, SQL> {
  const columns = Object.entries(getTableColumns(table)).filter(
    ([name]) => name !== 'id' && Object.hasOwn(row ?? {}, name),
  );
  return Object.fromEntries(
    columns.map(([name, column]) => [name, sql`excluded.${sql.identifier(column.name)}`]),
  );
}
