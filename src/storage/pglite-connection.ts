import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { Connection } from './connection';
import * as schema from './schema';

/** PGlite's one session behind a pool of one, so that everything else is as with PostgreSQL. */
export function connectTo(pglite: PGlite): Connection {
  const config = createPgConfig(pglite);
  const parse = config.connection.parse.bind(config.connection);
  // pg hands on Drizzle's result parsers as `types`, where the protocol has parameter types: PGlite trips over them.
  config.connection.parse = ({ text, name }: { text: string; name?: string }) => parse({ text, name });
  const pool = new Pool({
    ...config,
    max: 1,
    idleTimeoutMillis: 0,
    // Whoever asks the pool inside an open transaction waits for himself: fail rather than hang.
    connectionTimeoutMillis: 30_000,
  });
  const close = async (): Promise<void> => {
    await pool.end();
    await pglite.close();
  };
  return { db: drizzle(pool, { schema }), pool, close };
}
