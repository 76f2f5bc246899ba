import { sql } from 'drizzle-orm';
import type { Transaction } from './database';

/** What replicas tell each other of; the names of the database's channels. */
export type Announcement = 'catalogue' | 'notices' | 'model';

/**
 * Hears what any replica announces. Also the DI token. Nothing is promised but speed: who follows a change looks for
 * it now and then as well.
 */
export abstract class Announcements {
  /**
   * Calls `listener` soon after a transaction that announced this was committed, and when announcements may have
   * been missed. Returns what ends it.
   */
  abstract listen(announcement: Announcement, listener: () => void): () => void;
}

/** On the embedded database nobody else is there to announce anything. */
export class NoAnnouncements extends Announcements {
  listen(): () => void {
    return () => undefined;
  }
}

/** Tells every replica once the transaction is committed. */
export async function announce(tx: Transaction, announcement: Announcement): Promise<void> {
  await tx.execute(sql`select pg_notify(${channelOf(announcement)}, '')`);
}

/** Other programs may use the same database. */
export function channelOf(announcement: Announcement): string {
  return `storedesk_${announcement}`;
}
