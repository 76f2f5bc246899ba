import { drizzle } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import type { Connection } from './connection';
import { applyMigrations } from './migrations';
import { PostgresAnnouncements } from './postgres-announcements';
import { openPool } from './postgres-pool';
import * as schema from './schema';
import { DatabaseUnavailableError, MigrationLockTimeoutError } from './storage.errors';

/** Any number that no other program on the server locks: the letters "stor". */
const MIGRATION_LOCK = 0x73746f72;

/**
 * For the migration lock, whose holder may hang, and for each table that a migration changes: who waits for a table
 * that a long transaction uses makes everybody else wait behind him. `?lock_timeout=…` in the URL overrides it.
 */
const LOCK_TIMEOUT_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';

const CONNECT_TIMEOUT_MS = 5_000;
/** A turn is milliseconds; what takes longer than these is stuck and must not keep locks and connections. */
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

/** Opens PostgreSQL, migrated. `onLost` hears of connections that broke; the pool replaces them. */
export async function openPostgres(databaseUrl: string, onLost: (error: Error) => void): Promise<Connection> {
  try {
    await migrateAlone(databaseUrl);
  } catch (error) {
    throw error instanceof MigrationLockTimeoutError ? error : new DatabaseUnavailableError(error);
  }
  const pool = openPool(
    {
      connectionString: databaseUrl,
      application_name: 'storedesk',
      max: 10,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
    },
    onLost,
  );
  const announcements = new PostgresAnnouncements(databaseUrl, onLost);
  const close = async (): Promise<void> => {
    await announcements.close();
    await pool.end();
  };
  return { db: drizzle(pool, { schema }), pool, announcements, close };
}

/** Replicas that start together take turns; a client of its own, as a migration may outlast the pool's timeouts. */
async function migrateAlone(databaseUrl: string): Promise<void> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'storedesk-migrations',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    keepAlive: true,
  });
  // The query that was running fails; without a listener, the process would end before it says so.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await lockMigrations(client);
    await applyMigrations(drizzle(client, { schema }));
    // A connection pooler may keep the session, and its lock, after we have left.
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    // Ending the session frees the lock of a migration that failed.
    await client.end();
  }
}

async function lockMigrations(client: Client): Promise<void> {
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  } catch (error) {
    const isTaken = (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
    throw isTaken ? new MigrationLockTimeoutError(error) : error;
  }
}
