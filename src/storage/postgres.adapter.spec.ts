import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import {
  createTestDatabase,
  TEST_SERVER,
  withClient,
  type TestDatabase,
} from '../../test/support/test-database';
import { DATABASE, StorageModule, type Database } from '.';

/** More than the pool has places. */
const OFTEN = 25;

/** Stands between the service and its server, and hangs up on a statement with `word` in it. */
class Wire {
  word?: string;
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<Wire> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer((service) => {
      const postgres = connect(Number(port || 5432), hostname);
      service.on('data', (bytes) => {
        if (wire.word !== undefined && bytes.includes(wire.word)) postgres.destroy();
        else postgres.write(bytes);
      });
      postgres.pipe(service);
      postgres.on('close', () => service.destroy()).on('error', () => undefined);
      service.on('close', () => postgres.destroy()).on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wire = new Wire(server, Object.assign(new URL(databaseUrl), { host }).href);
    return wire;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const onPostgres = TEST_SERVER ? describe : describe.skip;

onPostgres('A lost PostgreSQL connection', () => {
  let database: TestDatabase;
  let wire: Wire;
  let app: TestingModule;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase(TEST_SERVER!);
    wire = await Wire.to(database.url);
    app = await Test.createTestingModule({
      imports: [StorageModule.forRoot({ databaseUrl: wire.url, dataDir: 'memory://' })],
    }).compile();
    await app.init();
    db = app.get<Database>(DATABASE);
  });

  afterAll(async () => {
    await app.close();
    await wire.close();
    await database.drop();
  });

  const worksAgain = async (): Promise<void> => {
    const works = Array.from({ length: OFTEN }, () => db.transaction((tx) => tx.execute('select 1 as one')));
    for (const { rows } of await Promise.all(works)) expect(rows).toEqual([{ one: 1 }]);
  };

  it('costs a transaction that is open, and neither the process nor a place in the pool', async () => {
    for (let time = 0; time < OFTEN; time += 1) {
      const broken = db.transaction(async (tx) => {
        const { rows } = await tx.execute<{ pid: number }>('select pg_backend_pid() as pid');
        await withClient(database.url, (other) =>
          other.query('select pg_terminate_backend($1)', [rows[0]?.pid]),
        );
        await new Promise((resolve) => setTimeout(resolve, 20));
        await tx.execute('select 1');
      });
      await expect(broken).rejects.toThrow();
    }
    await worksAgain();
  });

  it('costs a transaction that has hardly begun no more than that', async () => {
    for (let time = 0; time < OFTEN; time += 1) {
      wire.word = 'begin';
      await expect(db.transaction((tx) => tx.execute('select 1'))).rejects.toThrow();
      wire.word = undefined;
    }
    await worksAgain();
  });
});

onPostgres('The migration lock', () => {
  /** "stor", as the adapter has it. */
  const LOCK = 0x73746f72;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(TEST_SERVER!);
  });
  afterAll(() => database.drop());

  const start = async (databaseUrl: string): Promise<TestingModule> => {
    const imports = [StorageModule.forRoot({ databaseUrl, dataDir: 'memory://' })];
    return Test.createTestingModule({ imports }).compile();
  };

  it('is not waited for without end, and the error says how to find who has it', async () => {
    await withClient(database.url, async (other) => {
      await other.query('select pg_advisory_lock($1)', [LOCK]);
      await expect(start(`${database.url}?lock_timeout=200`)).rejects.toMatchObject({
        code: 'MIGRATION_LOCK_TIMEOUT',
        message: expect.stringContaining('Another process is migrating'),
      });
    });
  });

  it('is waited for while it is short, and given back', async () => {
    const started = await withClient(database.url, async (other) => {
      await other.query('select pg_advisory_lock($1)', [LOCK]);
      const starting = start(`${database.url}?lock_timeout=10000`);
      await other.query('select pg_sleep(0.2)');
      await other.query('select pg_advisory_unlock($1)', [LOCK]);
      return starting;
    });
    await withClient(database.url, async (other) => {
      const { rows } = await other.query('select pg_try_advisory_lock($1) as taken', [LOCK]);
      expect(rows).toEqual([{ taken: true }]);
    });
    await started.close();
  });
});
