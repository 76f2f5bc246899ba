import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig, type PglitePgConnection } from '@electric-sql/pglite/node-postgres';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { NoAnnouncements } from './announcements';
import type { Connection } from './connection';
import { inOneCall } from './pglite-calls';
import { PreparingClient, type Prepared } from './preparing-client';
import * as schema from './schema';

/** PGlite's one session behind a pool of one, so that everything else is as with PostgreSQL. */
export function connectTo(pglite: PGlite): Connection {
  const { user, database, host, port } = createPgConfig(pglite);
  const prepared: Prepared = { names: new Map(), parsedStatements: {} };
  // A pool ends the client of a statement that failed. The next needs a connection of its own, to the same session:
  // on a shared one it would hear of the first one's end.
  class PgliteClient extends PreparingClient {
    constructor() {
      super({ user, database, host, port, connection: connectionTo(pglite) }, prepared);
    }
  }
  const pool = new Pool({
    Client: PgliteClient,
    max: 1,
    idleTimeoutMillis: 0,
    // Whoever asks the pool inside an open transaction waits for himself: fail rather than hang.
    connectionTimeoutMillis: 30_000,
  });
  const close = async (): Promise<void> => {
    await pool.end();
    await pglite.close();
  };
  return { db: drizzle(pool, { schema }), pool, announcements: new NoAnnouncements(), close };
}

function connectionTo(pglite: PGlite): PglitePgConnection {
  const { connection } = createPgConfig(inOneCall(pglite));
  const parse = connection.parse.bind(connection);
  // pg hands on Drizzle's result parsers as `types`, where the protocol has parameter types: PGlite trips over them.
  connection.parse = ({ text, name }: { text: string; name?: string }) => parse({ text, name });
  return connection;
}
