import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createTestDatabase,
  TEST_SERVER,
  withClient,
  type TestDatabase,
} from '../../test/support/test-database';
import { announce, Announcements, DATABASE, StorageModule, type Database, type StorageOptions } from '.';
import { PostgresAnnouncements } from './postgres-announcements';
import { until } from '../../test/support/until';

async function start(options: StorageOptions): Promise<TestingModule> {
  const app = await Test.createTestingModule({ imports: [StorageModule.forRoot(options)] }).compile();
  // A lost connection is logged, as it should be.
  app.useLogger(false);
  return app.init();
}

describe(Announcements.name, () => {
  it('cost nothing on the embedded database, where nobody else listens', async () => {
    const app = await start({ dataDir: 'memory://' });
    let heard = 0;
    app.get(Announcements).listen('catalogue', () => (heard += 1));
    await app.get<Database>(DATABASE).transaction((tx) => announce(tx, 'catalogue'));
    expect(heard).toBe(0);
    await app.close();
  });

  it('are waited for without an end while the server cannot be reached, and no longer than the service runs', async () => {
    const lost: Error[] = [];
    const announcements = new PostgresAnnouncements('postgres://127.0.0.1:1/nowhere', (error) =>
      lost.push(error),
    );
    announcements.listen('catalogue', () => undefined);
    await until(() => lost.length === 3);
    await announcements.close();
    await delay(500);
    expect(lost).toHaveLength(3);
  });
});

(TEST_SERVER ? describe : describe.skip)('Announcements on PostgreSQL', () => {
  let database: TestDatabase;
  let one: TestingModule;
  let other: TestingModule;
  let heard = 0;

  beforeAll(async () => {
    database = await createTestDatabase(TEST_SERVER!);
    [one, other] = [await start(options()), await start(options())];
    other.get(Announcements).listen('catalogue', () => (heard += 1));
    await until(() => heard === 1);
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    await database.drop();
  });

  const options = (): StorageOptions => ({ databaseUrl: database.url, dataDir: 'memory://' });
  const announceFrom = (app: TestingModule): Promise<void> =>
    app.get<Database>(DATABASE).transaction((tx) => announce(tx, 'catalogue'));

  it('reach another replica, and the one they come from', async () => {
    const before = heard;
    await announceFrom(one);
    await until(() => heard === before + 1);
    await announceFrom(other);
    await until(() => heard === before + 2);
  });

  it('are made by what is committed only', async () => {
    const before = heard;
    const failed = one.get<Database>(DATABASE).transaction(async (tx) => {
      await announce(tx, 'catalogue');
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await delay(100);
    expect(heard).toBe(before);
  });

  it('may have been missed after each loss of the connection, and are heard again', async () => {
    for (let time = 0; time < 3; time += 1) {
      const before = heard;
      await withClient(database.url, (client) =>
        client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'storedesk-announcements' and datname = current_database()",
        ),
      );
      await until(() => heard === before + 1);
      await announceFrom(one);
      await until(() => heard === before + 2);
    }
  });

  it('are heard no more by who has stopped listening', async () => {
    let mine = 0;
    const stop = other.get(Announcements).listen('catalogue', () => (mine += 1));
    await announceFrom(one);
    await until(() => mine > 0);
    stop();
    const [before, all] = [mine, heard];
    await announceFrom(one);
    await until(() => heard > all);
    expect(mine).toBe(before);
  });
});
