import { getTableColumns, getTableName, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from '../../storage';

/** Writes rows, all with the same columns: of one that is there those columns take the new values, others stay. */
export async function upsert<Table extends PgTable & { id: AnyPgColumn }>(
  tx: Transaction,
  table: Table,
  rows: Table['$inferInsert'][],
): Promise<void> {
  if (rows.length > 0) await tx.execute(upserting(table, rows));
}

/** The same as a statement, for those who want to hear what became of the rows. */
export function upserting<Table extends PgTable & { id: AnyPgColumn }>(
  table: Table,
  rows: Table['$inferInsert'][],
): SQL {
  const excluded = writtenColumns(table, rows[0] ?? {})
    .filter(([property]) => property !== 'id')
    .map(([, name]) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`);
  return sql`${inserting(table, rows)} on conflict (id) do update set ${sql.join(excluded, sql`, `)}`;
}

/**
 * `insert into … select …` of rows that all have the same columns. They travel as one JSON parameter: the statement is
 * the same for one row and for thousands, is planned once, and takes no time to build.
 */
export function inserting<Table extends PgTable>(table: Table, rows: Table['$inferInsert'][]): SQL {
  const columns = writtenColumns(table, rows[0] ?? {});
  const names = sql.join(
    columns.map(([, name]) => sql.identifier(name)),
    sql`, `,
  );
  const plain = rows.map((row) =>
    Object.fromEntries(columns.map(([property, name]) => [name, (row as Record<string, unknown>)[property]])),
  );
  const tableName = sql.identifier(getTableName(table));
  return sql`insert into ${tableName} (${names})
    select ${names} from jsonb_populate_recordset(null::${tableName}, ${JSON.stringify(plain)}::jsonb)`;
}

/** Property and name of each column that the rows have. */
function writtenColumns(table: PgTable, row: object): [property: string, name: string][] {
  return Object.entries(getTableColumns(table))
    .filter(([property]) => Object.hasOwn(row, property))
    .map(([property, column]) => [property, column.name]);
}
