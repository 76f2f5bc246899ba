import { drizzle } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import type { Connection } from './connection';
import { applyMigrations } from './migrations';
import { openPool } from './postgres-pool';
import * as schema from './schema';
import { DatabaseUnavailableError } from './storage.errors';

/** Any number that no other program on the server locks: the letters "stor". */
const MIGRATION_LOCK = 0x73746f72;

const CONNECT_TIMEOUT_MS = 5_000;
/** A turn is milliseconds; what takes longer than these is stuck and must not keep locks and connections. */
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

/** Opens PostgreSQL, migrated. `onLost` hears of connections that broke; the pool replaces them. */
export async function openPostgres(databaseUrl: string, onLost: (error: Error) => void): Promise<Connection> {
  try {
    await migrateAlone(databaseUrl);
  } catch (error) {
    throw new DatabaseUnavailableError(error);
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
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

/** Replicas that start together take turns; a client of its own, as a migration may outlast the pool's timeouts. */
async function migrateAlone(databaseUrl: string): Promise<void> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'storedesk-migrations',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await applyMigrations(drizzle(client, { schema }));
  } finally {
    // Ending the session frees the lock.
    await client.end();
  }
}
