import { sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { schema, type Transaction } from '../../storage';

/** Rows to be counted: those of the table that have these values, as text. */
export interface RowCount {
  table: string;
  where: Record<string, string>;
}

const { actions, orders, returns, tickets } = schema;

/** What a conversation can change. */
const COUNTABLE = new Map<string, PgTable>(Object.entries({ actions, orders, returns, tickets }));

/** Conditions that are not a column of the table itself. */
const ORDER_NUMBER = sql`(select o.number from orders o where o.id = t.order_id)`;
const HAS_ORDER_NUMBER = new Set(['returns', 'tickets']);

/** What keeps the rows from being counted, or undefined. */
export function whyNotCountable({ table, where }: RowCount): string | undefined {
  const columns = columnsOf(table);
  if (!columns) return `There is no table ${table}; there are: ${[...COUNTABLE.keys()].join(', ')}.`;
  const unknown = Object.keys(where).find((column) => !columns.includes(column));
  return unknown && `${table} has no column ${unknown}; it has: ${columns.join(', ')}.`;
}

/** Only for what is countable. */
export async function countRows(
  tx: Pick<Transaction, 'execute'>,
  { table, where }: RowCount,
): Promise<number> {
  const conditions = Object.entries(where).map(([column, value]) => {
    const isOrder = column === 'order' && HAS_ORDER_NUMBER.has(table);
    return sql`${isOrder ? ORDER_NUMBER : sql`t.${sql.identifier(column)}`}::text = ${value}`;
  });
  const all = [sql`true`, ...conditions];
  const { rows } = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from ${sql.identifier(table)} t where ${sql.join(all, sql` and `)}`,
  );
  return rows[0]?.count ?? 0;
}

function columnsOf(name: string): string[] | undefined {
  const table = COUNTABLE.get(name);
  if (!table) return undefined;
  const columns = getTableConfig(table).columns.map((column) => column.name);
  return HAS_ORDER_NUMBER.has(name) ? [...columns, 'order'] : columns;
}
