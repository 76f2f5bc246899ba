import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { askAboutAll, noticesIn } from '../../../test/support/asked-orders';
import { RecordsApp } from '../../../test/support/records-app';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import { historyOf } from '../../../test/support/shop-histories/history';
import { STEPS, type Step, type Told } from '../../../test/support/shop-histories/shop';
import { ENGINES } from '../../../test/support/test-database';
import type { Transaction } from '../../storage';
import { SHOP_EVENT_SOURCES, type ShopEventSource } from '../events-in/event-applier.port';
import type { OrderNotice } from '../notices/customer-notice';
import { newsOf } from './order-news';

const RUNS = Number(process.env.EVENT_ORDER_RUNS ?? 40);
const ENDS = new Set(['cancel', 'delete', 'restore', 'redact', 'redact shop', 'forget customer']);

describe.each(ENGINES)(`${newsOf.name} on %s`, (engine) => {
  let records: RecordsApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
    records.shop.options.currency = 'EUR';
  });
  afterAll(() => records.shop.stop());

  const kindsIn = async (tx: Transaction): Promise<string[]> =>
    (await noticesIn(tx)).map(({ notice }) => notice.kind);

  describe('of our own events', () => {
    /** The time of the fixtures, in which the order is placed and linked. */
    const within = (work: (tx: Transaction) => Promise<void>): Promise<void> => {
      records.shop.now = new Date('2026-05-03T12:00:00Z');
      return records.shop.within(async (tx) => {
        await records.apply(tx, 'standard', 'order.upserted');
        await askAboutAll(tx);
        await work(tx);
      });
    };
    const tell = (tx: Transaction, topic: string, data: object): Promise<unknown> => {
      const payload = payloadOf('standard', topic);
      return records.apply(tx, 'standard', topic, {
        ...payload,
        data: { ...(payload.data as object), ...data },
      });
    };
    const sent = { state: 'shipped', updatedAt: '2026-05-03T02:00:00Z' };
    const arrived = {
      state: 'delivered',
      updatedAt: '2026-05-03T10:00:00Z',
      deliveredAt: '2026-05-03T10:00:00Z',
    };

    it('are told once though an event comes ten times', () =>
      within(async (tx) => {
        for (let time = 0; time < 10; time += 1) await tell(tx, 'fulfilment.upserted', sent);
        expect(await noticesIn(tx)).toEqual([
          {
            onceKey: 'order_shipped:standard:o-501:f-1',
            notice: { kind: 'order_shipped', orderId: 'standard:o-501' },
          },
        ]);
        for (let time = 0; time < 10; time += 1) await tell(tx, 'fulfilment.upserted', arrived);
        expect(await kindsIn(tx)).toEqual(['order_shipped', 'order_delivered']);
      }));

    it('are that it was delivered alone, where that it was sent comes after', () =>
      within(async (tx) => {
        await tell(tx, 'fulfilment.upserted', arrived);
        await tell(tx, 'fulfilment.upserted', sent);
        expect(await kindsIn(tx)).toEqual(['order_delivered']);
      }));

    it('are one for each parcel that leaves, and one when all is there', () =>
      within(async (tx) => {
        const half = (id: string, lineId: string, quantity: number): object => ({
          id,
          lines: [{ lineId, quantity }],
        });
        await tell(tx, 'fulfilment.upserted', { ...sent, ...half('f-1', 'l-1', 3) });
        await tell(tx, 'fulfilment.upserted', { ...sent, ...half('f-2', 'l-2', 1) });
        await tell(tx, 'fulfilment.upserted', { ...arrived, ...half('f-1', 'l-1', 3) });
        expect(await kindsIn(tx)).toEqual(['order_shipped', 'order_shipped']);
        await tell(tx, 'fulfilment.upserted', { ...arrived, ...half('f-2', 'l-2', 1) });
        expect(await kindsIn(tx)).toEqual(['order_shipped', 'order_shipped', 'order_delivered']);
      }));

    it('are of each refund', () =>
      within(async (tx) => {
        const refunded = { createdAt: '2026-05-03T05:00:00Z' };
        for (const id of ['r-1', 'r-2', 'r-1']) await tell(tx, 'refund.created', { id, ...refunded });
        expect((await noticesIn(tx)).map(({ onceKey }) => onceKey)).toEqual([
          'order_refunded:standard:o-501:r-1',
          'order_refunded:standard:o-501:r-2',
        ]);
      }));

    it('are that the promised day was moved to a later one, not to an earlier one', () =>
      within(async (tx) => {
        const move = (updatedAt: string, expectedAt: string): Promise<unknown> =>
          tell(tx, 'order.upserted', { updatedAt, expectedAt });
        await move('2026-05-03T01:00:00Z', '2026-05-07T00:00:00Z');
        expect(await kindsIn(tx)).toEqual([]);
        await move('2026-05-03T02:00:00Z', '2026-05-10T00:00:00Z');
        await move('2026-05-03T01:30:00Z', '2026-05-20T00:00:00Z');
        expect(await noticesIn(tx)).toEqual([
          {
            onceKey: 'order_delayed:standard:o-501:2026-05-10',
            notice: {
              kind: 'order_delayed',
              orderId: 'standard:o-501',
              promisedAt: '2026-05-07T00:00:00.000Z',
            },
          },
        ]);
      }));

    it('are of a parcel that comes later than it was to, and not of a later day of another one', () =>
      within(async (tx) => {
        const due = (id: string, updatedAt: string, expectedAt: string): Promise<unknown> =>
          tell(tx, 'fulfilment.upserted', { ...sent, id, updatedAt, expectedAt });
        await due('f-1', '2026-05-03T02:00:00Z', '2026-05-07T00:00:00Z');
        await due('f-2', '2026-05-03T02:00:00Z', '2026-05-09T00:00:00Z');
        expect(await kindsIn(tx)).not.toContain('order_delayed');
        await due('f-1', '2026-05-03T03:00:00Z', '2026-05-08T00:00:00Z');
        expect(await kindsIn(tx)).not.toContain('order_delayed');
        await due('f-2', '2026-05-03T03:00:00Z', '2026-05-12T00:00:00Z');
        expect(await kindsIn(tx)).toContain('order_delayed');
      }));

    it('are none for an order that nobody asked about, that is new, or that was changed long ago', async () => {
      records.shop.now = new Date('2026-05-03T12:00:00Z');
      await records.shop.within(async (tx) => {
        await tell(tx, 'fulfilment.upserted', sent);
        await tell(tx, 'order.upserted', {});
        await askAboutAll(tx);
        await tell(tx, 'order.upserted', { updatedAt: '2026-05-03T03:00:00Z' });
        expect(await kindsIn(tx)).toEqual([]);
      });
      await records.shop.within(async (tx) => {
        await tell(tx, 'order.upserted', {});
        await tell(tx, 'fulfilment.upserted', sent);
        await tell(tx, 'refund.created', { createdAt: '2026-05-03T05:00:00Z' });
        expect(await kindsIn(tx)).toEqual([]);
      });
      await within(async (tx) => {
        records.shop.now = new Date('2026-05-05T12:00:00Z');
        await tell(tx, 'fulfilment.upserted', { ...sent, shippedAt: '2026-05-03T02:00:00Z' });
        await tell(tx, 'refund.created', { createdAt: '2026-05-03T05:00:00Z' });
        await tell(tx, 'fulfilment.upserted', { ...arrived, updatedAt: '2026-05-05T11:00:00Z' });
        expect(await kindsIn(tx)).toEqual([]);
      });
    });

    it('are none of what was known when somebody first asked', async () => {
      records.shop.now = new Date('2026-05-03T12:00:00Z');
      await records.shop.within(async (tx) => {
        await tell(tx, 'order.upserted', {});
        await tell(tx, 'fulfilment.upserted', sent);
        await tell(tx, 'refund.created', { createdAt: '2026-05-03T05:00:00Z' });
        await askAboutAll(tx);
        await tell(tx, 'order.upserted', { updatedAt: '2026-05-03T06:00:00Z', paymentStatus: 'settled' });
        await tell(tx, 'fulfilment.upserted', {
          ...sent,
          updatedAt: '2026-05-03T06:00:00Z',
          carrier: 'Sagawa',
        });
        await tell(tx, 'refund.created', { createdAt: '2026-05-03T05:00:00Z', reason: 'Torn' });
        expect(await kindsIn(tx)).toEqual([]);
      });
    });
  });

  describe('in whatever order events come, and how often', () => {
    interface Run {
      notices: { onceKey: string; notice: OrderNotice }[];
      /** Everything that was on record at some moment. */
      seen: Set<string>;
    }

    /** The order is known, and somebody has asked about it, before the rest comes. */
    const run = async (placed: readonly Told[], came: readonly Told[]): Promise<Run> => {
      const result: Run = { notices: [], seen: new Set() };
      const last = Math.max(...[...placed, ...came].map(({ event }) => event.receivedAt.getTime()));
      records.shop.now = new Date(last);
      await records.shop.within(async (tx) => {
        for (const { event } of placed) await records.applier.apply(tx, event);
        await askAboutAll(tx);
        for (const { event } of came) {
          await records.applier.apply(tx, event);
          const { rows } = await tx.execute<{ fact: string }>(sql`
            select status as fact from orders union all select id as fact from refunds`);
          rows.forEach(({ fact }) => result.seen.add(fact));
        }
        result.notices = await noticesIn(tx);
      });
      return result;
    };
    const borneOutBy = (seen: Set<string>, { notice }: { notice: OrderNotice }): boolean => {
      switch (notice.kind) {
        case 'order_shipped':
          return seen.has('shipped');
        case 'order_delivered':
          return seen.has('delivered') || seen.has('partly_refunded');
        case 'order_refunded':
          return seen.has(notice.refundId);
        case 'order_delayed':
          // All of a history happens on one day.
          return false;
      }
    };
    const ways = (source: ShopEventSource): fc.Arbitrary<{ steps: Step[]; order: number[] }> =>
      fc.record({
        steps: fc.array(fc.constantFrom<Step>(...STEPS[source]), { minLength: 1, maxLength: 8 }),
        order: fc.array(fc.nat(23), { minLength: 1, maxLength: 14 }),
      });

    it.each(SHOP_EVENT_SOURCES)(
      'tells at most once of each thing, and nothing that never was, from %s',
      async (source) => {
        const told = new Set<string>();
        await fc.assert(
          fc.asyncProperty(ways(source), async ({ steps, order }) => {
            const [placed, ...rest] = historyOf(source, steps);
            if (!placed) return;
            const drawn = order.flatMap((index) => rest[index % rest.length] ?? []);
            // What was told before the order's end was known cannot be taken back.
            const isEnded = rest.some(({ step }) => ENDS.has(step));
            const left = rest.filter((one) => !drawn.includes(one)).reverse();
            const inOrder = await run([placed], rest);
            const mixed = await run([placed], [...drawn, ...left]);
            for (const notice of mixed.notices) {
              const what = `${notice.onceKey} of ${rest.map(({ step }) => step).join(' → ')}`;
              if (!isEnded) expect([what, borneOutBy(inOrder.seen, notice)]).toEqual([what, true]);
              expect([what, borneOutBy(mixed.seen, notice)]).toEqual([what, true]);
              told.add(notice.notice.kind);
            }
            const keys = mixed.notices.map(({ onceKey }) => onceKey);
            expect(new Set(keys).size).toBe(keys.length);
            expect(keys.filter((key) => key.startsWith('order_delivered')).length).toBeLessThan(2);
            // What comes in order and twice over is told as what comes once.
            expect(
              (
                await run(
                  [placed],
                  rest.flatMap((one) => [one, one]),
                )
              ).notices,
            ).toEqual(inOrder.notices);
          }),
          { numRuns: RUNS, endOnFailure: false },
        );
        // It says nothing unless there was something to tell.
        expect([...told].sort()).toEqual(expect.arrayContaining(['order_refunded', 'order_shipped']));
      },
      180_000,
    );
  });
});
