import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE, schema, StorageModule, type Database } from '.';

/** A service of its own, in a process of its own, that says when it has written and then runs on. */
const otherService = (dataDir: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...['--import', require.resolve('tsx'), '--eval'],
      `require('reflect-metadata');
       const { StorageModule, DATABASE, schema } = require('./src/storage');
       const { NestFactory } = require('@nestjs/core');
       NestFactory.createApplicationContext(StorageModule.forRoot({ dataDir: ${JSON.stringify(dataDir)} }), { logger: false })
         .then((app) => app.get(DATABASE).insert(schema.customers).values({ id: 'c1', email: 'c1@example.com', name: 'C' }))
         .then(() => { console.log('written'); setInterval(() => undefined, 1000); });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

describe('The data directory', () => {
  let dataDir: string;
  let app: TestingModule | undefined;

  const start = async (): Promise<Database> => {
    app = await Test.createTestingModule({ imports: [StorageModule.forRoot({ dataDir })] }).compile();
    await app.init();
    return app.get<Database>(DATABASE);
  };

  const stop = async (): Promise<void> => {
    await app?.close();
    app = undefined;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'storedesk-'));
  });

  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('keeps its records over an orderly restart', async () => {
    const db = await start();
    await db.insert(schema.customers).values({ id: 'c1', email: 'c1@example.com', name: 'C' });
    await stop();
    expect(await (await start()).select().from(schema.customers)).toHaveLength(1);
  });

  it('is refused to a second process, and given at once, with its records, after the first was killed', async () => {
    const other = otherService(dataDir);
    await once(other.stdout!, 'data');
    await expect(start()).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });

    other.kill('SIGKILL');
    await once(other, 'exit');
    const startedAt = performance.now();
    const db = await start();
    // A lock that is only given up when its holder has fallen silent would take 10 s.
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(await db.select().from(schema.customers)).toHaveLength(1);
  });

  it('is refused to a second service in the same process', async () => {
    await start();
    const second = Test.createTestingModule({ imports: [StorageModule.forRoot({ dataDir })] }).compile();
    await expect(second).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
  });

  it('is not held by a process that only has the pid of a dead one', async () => {
    await start();
    const lock = join(dataDir, 'storedesk.lock');
    const holder = JSON.parse(await readFile(lock, 'utf8')) as object;
    await stop();
    await writeFile(lock, JSON.stringify({ ...holder, birth: 'an earlier boot' }));
    await expect(start()).resolves.toBeDefined();
  });

  it('is taken over from a holder on another machine that has fallen silent', async () => {
    const holder = { pid: process.pid, birth: null, place: `not ${hostname()}` };
    await writeFile(join(dataDir, 'storedesk.lock'), JSON.stringify(holder));
    await expect(start()).resolves.toBeDefined();
  });

  it('is refused while a holder on another machine gives signs of life', async () => {
    const lock = join(dataDir, 'storedesk.lock');
    await writeFile(lock, JSON.stringify({ pid: process.pid, birth: null, place: `not ${hostname()}` }));
    const beat = setInterval(() => void utimes(lock, new Date(), new Date()), 1_000);
    await expect(start()).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
    clearInterval(beat);
  });

  it('is begun anew when the very first start was killed half-way', async () => {
    await (await start()).execute('select 1');
    await stop();
    await rm(join(dataDir, 'pglite', 'PG_VERSION'));
    await writeFile(join(dataDir, 'pglite.unfinished'), '');
    expect(await (await start()).select().from(schema.customers)).toEqual([]);
  });

  it('is not touched when its database does not open', async () => {
    await start();
    await stop();
    await writeFile(join(dataDir, 'pglite', 'global', 'pg_control'), 'damaged');
    await expect(start()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    // The lock is free again: the next attempt fails for the same reason, not for the lock.
    await expect(start()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
