import { sql } from 'drizzle-orm';
import type { Transaction } from './database';

/**
 * Waits until no other transaction holds this name, such as `demo shop`, and holds it until the transaction ends.
 * On PGlite, which is one session, it is always free.
 */
export async function lockName(tx: Transaction, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
