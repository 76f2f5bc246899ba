import type { Pool } from 'pg';
import type { Announcements } from './announcements';
import type { Database } from './database';

/** An open, migrated database with what it takes to close it. */
export interface Connection {
  db: Database;
  pool: Pool;
  announcements: Announcements;
  close(): Promise<void>;
}
