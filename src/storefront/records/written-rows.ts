import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn, PgInsertValue, PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { Transaction } from '../../storage';

/** Writes rows, all with the same columns: of one that is there those columns take the new values, others stay. */
export async function upsert<Table extends PgTable & { id: AnyPgColumn }>(
  tx: Transaction,
  table: Table,
  rows: Table['$inferInsert'][],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await tx
    .insert(table)
    .values(rows as PgInsertValue<Table>[])
    .onConflictDoUpdate({ target: table.id, set: allExcluded(table, first) });
}

/** For `onConflictDoUpdate`: every column that the insert names takes the inserted value. */
export function allExcluded<Table extends PgTable>(table: Table, row: object): PgUpdateSetSource<Table> {
  const columns = Object.entries(getTableColumns(table)).filter(
    ([name]) => name !== 'id' && Object.hasOwn(row, name),
  );
  return Object.fromEntries(
    columns.map(([name, column]): [string, SQL] => [name, sql`excluded.${sql.identifier(column.name)}`]),
  ) as PgUpdateSetSource<Table>;
}
