import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The PostgreSQL server that database tests run on once more, when `TEST_DATABASE_URL` names one. */
export const TEST_SERVER = process.env.TEST_DATABASE_URL;

export type Engine = 'PGlite' | 'PostgreSQL';

/** What `describe.each` of a database test runs over; `.ci/run` runs them without a server, then with one. */
export const ENGINES: readonly Engine[] = [TEST_SERVER ? 'PostgreSQL' : 'PGlite'];

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new, empty database of its own on `server`; whoever made it drops it. */
export async function createTestDatabase(server: string): Promise<TestDatabase> {
  const name = `storedesk_test_${randomBytes(6).toString('hex')}`;
  const run = (statement: string): Promise<void> =>
    withClient(server, async (client) => void (await client.query(statement)));
  await run(`create database ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: name }).href,
    drop: () => run(`drop database ${name} with (force)`),
  };
}

/** Lends a connection of its own for the time of `work`. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}
