import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { EventsApp, SECRETS, TableApplier } from '../../../test/support/events-app';
import { createTestDatabase, ENGINES, TEST_SERVER } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { EventProcessor } from './event-processor.service';
import { EventRetentionService } from './event-retention.service';
import { MalformedEventError } from './events-in.errors';

const MINUTE = 60_000;

class NotNowError extends Error {}

/** Resolves when it is asked to. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe.each(ENGINES)(`${EventProcessor.name} on %s`, (engine) => {
  let events: EventsApp;

  beforeAll(async () => {
    events = await EventsApp.start(engine);
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  const states = async (): Promise<string[]> => (await events.events()).map(({ state }) => state);
  const appliedIds = async (): Promise<unknown[]> => (await events.applied()).map(({ id }) => id);

  it('applies an event right after it was received, with all that is known of it', async () => {
    const seen: unknown[] = [];
    TableApplier.then = (_, event) => Promise.resolve(void seen.push(event));
    await events.shopify('orders/paid', { id: 7 });
    await events.processor.idle();
    expect(seen).toEqual([
      {
        id: expect.any(Number),
        source: 'shopify',
        topic: 'orders/paid',
        payload: { id: 7 },
        receivedAt: expect.any(Date),
        triggeredAt: new Date('2026-03-02T09:00:00.123Z'),
      },
    ]);
    expect(await events.events()).toMatchObject([
      { state: 'applied', attempts: 0, errorCode: null, finishedAt: expect.any(Date) },
    ]);
  });

  it.each(['outdated', 'unknown_topic'] as const)('keeps what turns out %s as that', async (outcome) => {
    TableApplier.then = () => Promise.resolve(outcome);
    await events.shopify('themes/publish', { id: 7 });
    await events.later(0);
    expect(await states()).toEqual([outcome]);
  });

  it("applies one order's events in the order in which they came, though many come at once", async () => {
    const waiting = gate();
    TableApplier.then = () => waiting.opened;
    for (let version = 1; version <= 12; version += 1) {
      await store(`${version}`, 'order:7', { id: version });
    }
    const done = events.later(0);
    waiting.open();
    await done;
    expect(await appliedIds()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('tries again what failed, later and later, while what belongs to it waits and all else goes on', async () => {
    let isFailing = true;
    TableApplier.then = (_, { payload }) =>
      isFailing && (payload as { id: number }).id === 1
        ? Promise.reject(new NotNowError('not now'))
        : Promise.resolve();
    await store('a', 'order:7', { id: 1 });
    await store('b', 'order:7', { id: 2 });
    await store('c', 'order:8', { id: 3 });
    await store('d', null, { id: 4 });
    await events.later(0);
    expect(await appliedIds()).toEqual([3, 4]);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const [first] = await events.events();
      expect(first).toMatchObject({ state: 'pending', attempts: attempt, errorCode: 'EVENT_FAILED' });
      waits.push(first!.nextAttemptAt.getTime() - events.now.getTime());
      await events.later(waits.at(-1)! + 1);
    }
    for (const [index, seconds] of [1, 2, 4].entries()) {
      // A tenth more or less, and what the test took.
      expect(waits[index]).toBeLessThanOrEqual(seconds * 1100);
      expect(waits[index]).toBeGreaterThan(seconds * 900 - 500);
    }
    isFailing = false;
    await events.later(MINUTE);
    expect(await appliedIds()).toEqual([3, 4, 1, 2]);
  });

  it('gives up after twelve attempts in some twenty minutes, then lets the next one through', async () => {
    TableApplier.then = (_, { payload }) =>
      (payload as { id: number }).id === 1 ? Promise.reject(new NotNowError('not now')) : Promise.resolve();
    await store('a', 'order:7', { id: 1 });
    await store('b', 'order:7', { id: 2 });
    await events.later(0);
    const failedAt = events.now.getTime();
    for (let attempt = 1; attempt < 12; attempt += 1) {
      const [first, second] = await events.events();
      expect([first, second]).toMatchObject([
        { state: 'pending', attempts: attempt },
        { state: 'pending', attempts: 0 },
      ]);
      await events.later(first!.nextAttemptAt.getTime() - events.now.getTime() + 1);
    }
    const minutes = (events.now.getTime() - failedAt) / MINUTE;
    expect(minutes).toBeGreaterThan(15);
    expect(minutes).toBeLessThan(25);
    expect(await events.events()).toMatchObject([
      { state: 'dead', attempts: 12, errorCode: 'EVENT_FAILED', errorPath: null },
      { state: 'applied', attempts: 0 },
    ]);
    expect(await appliedIds()).toEqual([2]);
  });

  it('takes what is malformed to the dead letters at once, with where it is wrong', async () => {
    TableApplier.then = () => Promise.reject(new MalformedEventError('line_items[2].price'));
    await events.shopify('orders/paid', { id: 7 });
    await events.later(0);
    expect(await events.events()).toMatchObject([
      { state: 'dead', attempts: 1, errorCode: 'EVENT_MALFORMED', errorPath: 'line_items[2].price' },
    ]);
    expect(await events.applied()).toEqual([]);
  });

  it('applies many together, and each by itself when one of them fails', async () => {
    TableApplier.then = (_, { payload }) => {
      const { id } = payload as { id: number };
      if (id === 20) return Promise.reject(new NotNowError('not now'));
      return id === 30 ? Promise.reject(new MalformedEventError('name')) : Promise.resolve();
    };
    for (let id = 1; id <= 80; id += 1) await store(`${id}`, `order:${id}`, { id });
    await events.later(0);
    const applied = (await appliedIds()).sort((a, b) => Number(a) - Number(b));
    expect(applied).toEqual(
      Array.from({ length: 80 }, (_, index) => index + 1).filter((id) => id !== 20 && id !== 30),
    );
    const failed = (await events.events()).filter(({ state }) => state !== 'applied');
    expect(failed).toMatchObject([
      { deliveryKey: '20', state: 'pending', attempts: 1 },
      { deliveryKey: '30', state: 'dead', errorCode: 'EVENT_MALFORMED', errorPath: 'name' },
    ]);
  });

  it('leaves nothing half done when applying fails after it has written', async () => {
    let failures = 2;
    TableApplier.then = async (tx) => {
      if (failures-- > 0) await tx.execute(sql`select 1 / 0`);
    };
    await events.shopify('orders/paid', { id: 7 });
    await events.later(0);
    expect(await events.applied()).toEqual([]);
    await events.later(MINUTE);
    await events.later(MINUTE);
    expect(await appliedIds()).toEqual([7]);
    expect(await states()).toEqual(['applied']);
  });

  it('deletes what was done with thirty days ago, in batches, and nothing else', async () => {
    const day = 24 * 60 * MINUTE;
    const old = new Date(events.now.getTime() - 30 * day - MINUTE);
    const recent = new Date(events.now.getTime() - 30 * day + MINUTE);
    const rows = ['applied', 'outdated', 'unknown_topic', 'dead', 'pending'].flatMap((state) =>
      [old, recent].map((at) => ({ state, at })),
    );
    for (let copy = 0; copy < 300; copy += 1) {
      await events.database.insert(schema.shopEvents).values(
        rows.map(({ state, at }, index) => ({
          source: 'shopify',
          topic: 'orders/paid',
          deliveryKey: `${copy}-${index}`,
          payload: { id: 7 },
          receivedAt: at,
          nextAttemptAt: new Date('2999-01-01'),
          finishedAt: state === 'pending' ? null : at,
          state,
        })),
      );
    }
    await events.app.get(EventRetentionService).deleteOld();
    const left = await events.database.execute<{ state: string; count: number }>(sql`
      select state, count(*)::int as count from shop_events group by state order by state`);
    expect(left.rows).toEqual([
      { state: 'applied', count: 300 },
      { state: 'dead', count: 600 },
      { state: 'outdated', count: 300 },
      { state: 'pending', count: 600 },
      { state: 'unknown_topic', count: 300 },
    ]);
  });

  /** Received, and due at once. */
  async function store(deliveryKey: string, resourceKey: string | null, payload: object): Promise<void> {
    const now = events.now;
    await events.database.insert(schema.shopEvents).values({
      source: 'shopify',
      topic: 'orders/updated',
      deliveryKey,
      resourceKey,
      payload,
      receivedAt: now,
      nextAttemptAt: now,
      state: 'pending',
    });
  }

  if (engine === 'PostgreSQL') {
    it('applies an event once though the session that applied it was killed before its end', async () => {
      let kills = 3;
      TableApplier.then = async (tx) => {
        if (kills-- > 0) await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
      };
      for (let id = 1; id <= 5; id += 1) await events.shopify('orders/paid', { id });
      await events.processor.idle();
      for (let attempt = 0; attempt < 5; attempt += 1) await events.later(MINUTE);
      expect((await appliedIds()).sort()).toEqual([1, 2, 3, 4, 5]);
      expect(await states()).toEqual(Array.from({ length: 5 }, () => 'applied'));
    });

    it('goes on with other orders while one has to wait', async () => {
      const [begun, freed] = [gate(), gate()];
      TableApplier.then = async (_, { payload }) => {
        if ((payload as { id: number }).id !== 1) return freed.open();
        begun.open();
        await freed.opened;
      };
      await events.shopify('orders/paid', { id: 1 });
      await begun.opened;
      await events.shopify('orders/paid', { id: 2 });
      await events.processor.idle();
      expect((await appliedIds()).sort()).toEqual([1, 2]);
    });
  }
});

const describeReplicas = TEST_SERVER ? describe : describe.skip;

describeReplicas(`${EventProcessor.name} on several replicas`, () => {
  it("applies each event once, and one order's events in order", async () => {
    const database = await createTestDatabase(TEST_SERVER!);
    const replicas = await Promise.all([1, 2, 3].map(() => EventsApp.startIn(database.url, SECRETS)));
    let failures = 40;
    TableApplier.then = async () => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      if (failures-- > 0 && failures % 4 === 0) throw new NotNowError('not now');
    };
    const sent: Promise<unknown>[] = [];
    for (let version = 1; version <= 20; version += 1) {
      // Of one order one after the other; of all orders, and over all replicas, at once.
      sent.push(
        ...[1, 2, 3, 4, 5, 6].map((order) =>
          replicas[(order + version) % 3]!.shopify('orders/updated', { id: order, version }),
        ),
      );
      await Promise.all(sent);
    }
    const [first] = replicas;
    const isDone = async (): Promise<boolean> =>
      (await first!.events()).every(({ state }) => state === 'applied');
    while (!(await isDone())) await Promise.all(replicas.map((replica) => replica.later(1_000)));
    const applied = await first!.applied();
    for (const order of [1, 2, 3, 4, 5, 6]) {
      const versions = applied.filter(({ id }) => id === order).map(({ version }) => version);
      expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    }
    await Promise.all(replicas.map((replica) => replica.stop()));
    await database.drop();
  });
});
