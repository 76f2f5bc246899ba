import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { RecordsApp } from '../../../test/support/records-app';
import { recordsIn } from '../../../test/support/shop-event-fixtures';
import { historyOf } from '../../../test/support/shop-histories/history';
import { STEPS, type Step, type Told } from '../../../test/support/shop-histories/shop';
import type { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { SHOP_EVENT_SOURCES, EventApplier, type ShopEventSource } from '../events-in/event-applier.port';
import type { RecordChange } from './record-parts';
import { ShopRecordsService } from './shop-records.service';

const RUNS = Number(process.env.EVENT_ORDER_RUNS ?? 40);

/** Which events of a history come, in which order, some of them several times. */
interface Way {
  steps: Step[];
  /** In the order of the history. */
  kept: number;
  /** Where each of those that came, the doubles included, stood in the history; taken modulo what there is. */
  order: number[];
}

const ways = (source: ShopEventSource): fc.Arbitrary<Way> =>
  fc.record({
    steps: fc.array(fc.constantFrom<Step>(...STEPS[source]), { maxLength: 9 }),
    kept: fc.nat(24),
    order: fc.array(fc.nat(23), { minLength: 1, maxLength: 10 }),
  });

/** Every step once, kept to the end and come in order: whatever else is drawn, it is among the ways. */
function everyStep(source: ShopEventSource): Way {
  const steps = [...STEPS[source]];
  const kept = historyOf(source, steps).length - 1;
  return { steps, kept, order: Array.from({ length: kept + 1 }, (_, i) => i) };
}

/** The history as far as it was kept, and the same events as they came. */
function told(source: ShopEventSource, { steps, kept, order }: Way): { ordered: Told[]; came: Told[] } {
  const history = historyOf(source, steps);
  const ordered = history.slice(0, 1 + (kept % history.length));
  const rest = new Set(ordered);
  const drawn = order.flatMap((index) => ordered[index % ordered.length] ?? []);
  drawn.forEach((one) => rest.delete(one));
  // What was not drawn comes last, backwards; so every event comes at least once.
  return { ordered, came: [...drawn, ...[...rest].reverse()] };
}

/** The source's id of the order that the history is about. */
function orderIdIn(source: ShopEventSource, [first]: readonly Told[]): string {
  const payload = first?.event.payload as { id?: unknown; data?: { id?: unknown } };
  return String(source === 'standard' ? payload.data?.id : payload.id);
}

const named = (events: readonly Told[]): string =>
  events.map(({ step, event }) => `${step} (${event.topic})`).join(' → ');

describe.each(ENGINES)(`${ShopRecordsService.name} on %s`, (engine) => {
  let shop: StorefrontApp;

  const stateAfter = async (events: readonly Told[]): Promise<Record<string, unknown[]>> => {
    let state: Record<string, unknown[]> = {};
    await shop.within(async (tx) => {
      const applier = shop.app.get(EventApplier);
      for (const { event } of events) await applier.apply(tx, event);
      state = await recordsIn(tx);
    });
    return state;
  };

  beforeAll(async () => {
    shop = (await RecordsApp.start(engine)).shop;
    shop.options.currency = 'EUR';
  });
  afterAll(() => shop.stop());

  it.each(SHOP_EVENT_SOURCES)(
    'ends in the same records whatever came when and how often, from %s',
    async (source) => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(ways(source), async (way) => {
          const { ordered, came } = told(source, way);
          ordered.forEach(({ event }) => seen.add(event.topic));
          try {
            expect(await stateAfter(came)).toEqual(await stateAfter(ordered));
          } catch (error) {
            throw new Error(`History: ${named(ordered)}\nCame as: ${named(came)}\n${String(error)}`, {
              cause: error,
            });
          }
        }),
        { numRuns: RUNS, endOnFailure: false, examples: [[everyStep(source)]] },
      );
      // It says nothing unless most of what can happen did.
      expect(seen.size).toBeGreaterThan(6);
    },
    180_000,
  );

  it.each(SHOP_EVENT_SOURCES)(
    'ends in the same records whatever is applied together, from %s',
    async (source) => {
      const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(ways(source), sizes, async (way, groupSizes) => {
          const { ordered, came } = told(source, way);
          const groups: Told[][] = [];
          for (let at = 0; at < came.length; at += groups.at(-1)?.length ?? 0) {
            groups.push(came.slice(at, at + (groupSizes[groups.length % groupSizes.length] ?? 1)));
          }
          let state: Record<string, unknown[]> = {};
          await shop.within(async (tx) => {
            for (const group of groups) {
              const results = await shop.app.get(EventApplier).applyAll(
                tx,
                group.map(({ event }) => event),
              );
              expect(results).toHaveLength(group.length);
            }
            state = await recordsIn(tx);
          });
          try {
            expect(state).toEqual(await stateAfter(ordered));
          } catch (error) {
            throw new Error(`Came as: ${groups.map(named).join(' | ')}\n${String(error)}`, { cause: error });
          }
        }),
        { numRuns: RUNS, endOnFailure: false },
      );
    },
    180_000,
  );

  it.each(SHOP_EVENT_SOURCES)(
    'ends in the same records whenever the bot changed the order, from %s',
    async (source) => {
      // Days before, between and after those of the histories; null: no system of the shop has taken it over.
      const days = fc.integer({ min: 1, max: 60 });
      const laid = fc.record({
        at: days,
        acceptedAt: fc.option(days, { nil: null }),
        isCancelled: fc.boolean(),
        isMoved: fc.boolean(),
        place: fc.nat(20),
      });
      await fc.assert(
        fc.asyncProperty(ways(source), laid, async (way, change) => {
          const { ordered, came } = told(source, way);
          const at = (day: number): Date => new Date(Date.UTC(2026, 2, day));
          const [body, changedAt] = [
            {
              at: at(change.at).toISOString(),
              acceptedAt: change.acceptedAt === null ? null : at(change.acceptedAt).toISOString(),
            },
            at(change.at),
          ];
          const about = { kind: 'order', id: orderIdIn(source, ordered), version: '1', changedAt } as const;
          const changes: RecordChange[] = [
            ...(change.isCancelled
              ? [{ type: 'merge', part: { ...about, part: 'chat:cancel', body } } as const]
              : []),
            ...(change.isMoved
              ? [
                  {
                    type: 'merge',
                    part: {
                      ...about,
                      part: 'chat:address',
                      body: { ...body, address: 'Elsewhere 1', shopAddress: '' },
                    },
                  } as const,
                ]
              : []),
          ];
          const after = async (events: readonly Told[], place: number): Promise<unknown> => {
            let state: unknown;
            await shop.within(async (tx) => {
              const applier = shop.app.get(EventApplier);
              for (const [index, { event }] of events.entries()) {
                if (index === place) await shop.app.get(ShopRecordsService).write(tx, source, changes);
                await applier.apply(tx, event);
              }
              if (place >= events.length) await shop.app.get(ShopRecordsService).write(tx, source, changes);
              state = await recordsIn(tx);
            });
            return state;
          };
          const expected = await after(ordered, ordered.length);
          try {
            expect(await after(came, change.place)).toEqual(expected);
          } catch (error) {
            const said = `${JSON.stringify(change)}\nCame as: ${named(came)}`;
            throw new Error(`${said}\n${String(error)}`, { cause: error });
          }
        }),
        { numRuns: RUNS, endOnFailure: false },
      );
    },
    180_000,
  );

  it.each(SHOP_EVENT_SOURCES)(
    'ends in the same records when several replicas apply events at once, from %s',
    async (source) => {
      const applier = shop.app.get(EventApplier);
      const { database } = shop;
      await fc.assert(
        fc.asyncProperty(ways(source), async (way) => {
          const { ordered, came } = told(source, way);
          const expected = await stateAfter(ordered);
          try {
            await Promise.all(
              came.map(({ event }) => database.transaction((tx) => applier.apply(tx, event))),
            );
            expect(await database.transaction(recordsIn)).toEqual(expected);
          } finally {
            await database.execute(sql`truncate customers, products, shop_parts cascade`);
          }
        }),
        { numRuns: Math.ceil(RUNS / 2) },
      );
    },
    180_000,
  );

  it('keeps nobody whose last order and whose account go at the same time', async () => {
    const applier = shop.app.get(EventApplier);
    const { database } = shop;
    const history = historyOf('woocommerce', ['delete', 'forget customer']);
    const isGone = ({ step }: Told): boolean => step === 'delete' || step === 'forget customer';
    const [deletion, ...forgetting] = history.filter(isGone);
    try {
      for (const { event } of history.filter((one) => !isGone(one)))
        await database.transaction((tx) => applier.apply(tx, event));
      let both: Promise<unknown> = Promise.resolve();
      await database.transaction(async (tx) => {
        if (deletion) await applier.apply(tx, deletion.event);
        // Begins before the deletion is committed; on the embedded database it has to wait for it.
        both = Promise.all(
          forgetting.map(({ event }) => database.transaction((other) => applier.apply(other, event))),
        );
        await new Promise((resolve) => setTimeout(resolve, 200));
      });
      await both;
      expect((await database.transaction(recordsIn)).customers).toEqual([]);
    } finally {
      await database.execute(sql`truncate customers, products, shop_parts cascade`);
    }
  });
});
