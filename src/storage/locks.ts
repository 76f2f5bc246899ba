import { sql } from 'drizzle-orm';
import type { Transaction } from './database';

/**
 * Waits until no other transaction works on this conversation, and holds it until the transaction ends.
 * On PGlite, which is one session, it is always free.
 */
export async function lockConversation(tx: Transaction, conversationId: string): Promise<void> {
  await lockName(tx, conversationId);
}

/** The same for anything else that has a name, such as `demo-shop`; names share one space with conversation ids. */
export async function lockName(tx: Transaction, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
