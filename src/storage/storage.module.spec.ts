import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  createTestDatabase,
  ENGINES,
  TEST_SERVER,
  type TestDatabase,
} from '../../test/support/test-database';
import { DATABASE, lockName, schema, StorageHealthService, StorageModule, type Database } from '.';

describe.each(ENGINES)('StorageModule on %s', (engine) => {
  let database: TestDatabase | undefined;
  let app: TestingModule;
  let db: Database;

  const start = async (): Promise<TestingModule> => {
    const imports = [StorageModule.forRoot({ databaseUrl: database?.url, dataDir: 'memory://' })];
    return (await Test.createTestingModule({ imports }).compile()).init();
  };

  beforeAll(async () => {
    if (engine === 'PostgreSQL' && TEST_SERVER) database = await createTestDatabase(TEST_SERVER);
    app = await start();
    db = app.get<Database>(DATABASE);
  });

  afterAll(async () => {
    await app.close();
    await database?.drop();
  });

  it('is migrated and says so', async () => {
    expect(await app.get(StorageHealthService).check()).toEqual({ name: 'database', ready: true });
  });

  it('says that migrations are missing, and no more', async () => {
    await db.execute('create table aside as table drizzle.__drizzle_migrations');
    await db.execute('delete from drizzle.__drizzle_migrations');
    expect(await app.get(StorageHealthService).check()).toEqual({
      name: 'database',
      ready: false,
      detail: 'migrations are missing',
    });
    await db.execute('insert into drizzle.__drizzle_migrations table aside');
    await db.execute('drop table aside');
  });

  it('keeps nothing of a transaction that fails', async () => {
    const fails = db.transaction(async (tx) => {
      await tx.insert(schema.customers).values({ id: 'c1', email: 'c1@example.com', name: 'C' });
      await tx.execute('select no_such_column');
    });
    await expect(fails).rejects.toThrow();
    expect(await db.select().from(schema.customers)).toEqual([]);
  });

  it('keeps dates to the millisecond', async () => {
    const windowStartedAt = new Date('2026-03-29T01:30:00.123Z');
    await db.insert(schema.identityAttempts).values({ subject: 'order:1', failures: 1, windowStartedAt });
    expect(await db.select().from(schema.identityAttempts)).toEqual([
      { subject: 'order:1', failures: 1, windowStartedAt },
    ]);
  });

  it.each([
    ['of a conversation', 'outbox_conversation', "conversation_id = 'c7' and id > 5 order by id limit 100"],
    [
      'that wait in a channel',
      'outbox_waiting',
      "channel = 'botframework' and delivered_at is null and given_up_at is null order by conversation_id, id",
    ],
  ])('finds the outbox rows %s without reading the others', async (_, index, condition) => {
    await db.execute(`insert into conversations (id, channel, state)
      select 'c' || n, 'botframework', '{}' from generate_series(1, 500) n on conflict do nothing`);
    await db.execute(`insert into outbox (conversation_id, channel, payload, delivered_at)
      select 'c' || 1 + n % 500, 'botframework', '{}', case when n > 10 then now() end
      from generate_series(1, 5000) n`);
    await db.execute('analyze outbox');
    const { rows } = await db.execute(
      `explain select conversation_id, payload from outbox where ${condition}`,
    );
    expect(JSON.stringify(rows)).toContain(index);
  });

  it('lets one transaction at a time hold a name', async () => {
    const log: string[] = [];
    const turn = (name: string): Promise<void> =>
      db.transaction(async (tx) => {
        await lockName(tx, 'demo shop');
        log.push(`${name} begins`);
        await tx.execute('select pg_sleep(0.05)');
        log.push(`${name} ends`);
      });
    await Promise.all([turn('a'), turn('b')]);
    expect(log).toHaveLength(4);
    expect([log[1], log[3]]).toEqual([log[0]?.replace('begins', 'ends'), log[2]?.replace('begins', 'ends')]);
  });

  if (engine === 'PostgreSQL' && TEST_SERVER) {
    it('lets replicas that start at once migrate one after the other', async () => {
      const fresh = await createTestDatabase(TEST_SERVER!);
      const modules = await Promise.all(
        [1, 2, 3, 4].map(() =>
          Test.createTestingModule({
            imports: [StorageModule.forRoot({ databaseUrl: fresh.url, dataDir: 'memory://' })],
          }).compile(),
        ),
      );
      const checks = await Promise.all(modules.map((module) => module.get(StorageHealthService).check()));
      expect(checks.every((check) => check.ready)).toBe(true);
      await Promise.all(modules.map((module) => module.close()));
      await fresh.drop();
    });
  }
});

describe(StorageModule.name, () => {
  it('does not start without its database, and keeps the password out of the message', async () => {
    const databaseUrl = 'postgres://shop:s3cret@127.0.0.1:1/none';
    const started = Test.createTestingModule({
      imports: [StorageModule.forRoot({ databaseUrl, dataDir: 'memory://' })],
    }).compile();
    const error = await started.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(String(error)).not.toContain('s3cret');
  });
});
