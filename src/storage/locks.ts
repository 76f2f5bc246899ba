import { sql } from 'drizzle-orm';
import type { Transaction } from './database';

/**
 * Waits until no other transaction holds this name, such as `demo shop`, and holds it until the transaction ends.
 * On PGlite, which is one session, it is always free.
 */
export async function lockName(tx: Transaction, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/** The same without waiting: false where another transaction holds the name. */
export async function tryLockName(tx: Transaction, name: string): Promise<boolean> {
  const { rows } = await tx.execute<{ is_held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as is_held`,
  );
  return rows[0]?.is_held === true;
}

/**
 * `lockName` for several names, in the order given: everybody who locks several has to use one order. `shared` is held
 * together with others who share it, and comes first.
 */
export async function lockNames(tx: Transaction, shared: string, names: readonly string[]): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${shared}, 0))::text
    union all select pg_advisory_xact_lock(hashtextextended(name, 0))::text from unnest(${sql.param(names)}::text[]) as name`);
}
