import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createTestDatabase, TEST_SERVER, withClient, type TestDatabase } from '../support/test-database';

export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** A database that a service is killed on; looked into while no service runs. */
export interface KillTarget {
  name: string;
  environment(): Promise<Record<string, string>>;
  inspect(work: (query: Query) => Promise<void>): Promise<void>;
  dispose(): Promise<void>;
}

function embedded(): KillTarget {
  const directory = mkdtempSync(join(tmpdir(), 'storedesk-kill-'));
  return {
    name: 'the embedded database',
    environment: () => Promise.resolve({ DATA_DIR: directory }),
    inspect: async (work) => {
      const database = await PGlite.create(join(directory, 'pglite'));
      await work(async (sql) => (await database.query<Record<string, unknown>>(sql)).rows);
      await database.close();
    },
    dispose: () => Promise.resolve(rmSync(directory, { recursive: true, force: true })),
  };
}

function postgres(server: string): KillTarget {
  const directory = mkdtempSync(join(tmpdir(), 'storedesk-kill-'));
  let database: TestDatabase | undefined;
  return {
    name: 'PostgreSQL',
    environment: async () => {
      database ??= await createTestDatabase(server);
      return { DATABASE_URL: database.url, DATA_DIR: directory };
    },
    inspect: (work) =>
      withClient(database?.url ?? server, (client) =>
        work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows),
      ),
    dispose: async () => {
      await database?.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Made anew for each spec. */
export function killTargets(): KillTarget[] {
  return [embedded(), ...(TEST_SERVER ? [postgres(TEST_SERVER)] : [])];
}
