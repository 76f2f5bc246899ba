import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eq } from 'drizzle-orm';
import { StorefrontApp } from '../../test/support/storefront-app';
import { ENGINES } from '../../test/support/test-database';
import type { ActionResult } from '.';
import { schema } from '../storage';
import { RETURN_POLICY_KEY } from './return-policy/return-policy';

const START = new Date('2026-06-15T12:00:00Z');
const DAY_MS = 86_400_000;
const RMA = expect.stringMatching(/^RMA-[2-9A-Z]{6}$/);

describe.each(ENGINES)('Returning on %s', (engine) => {
  let shop: StorefrontApp;

  beforeAll(async () => {
    shop = await StorefrontApp.start(engine, START);
  });
  afterAll(() => shop.stop());
  beforeEach(() => {
    shop.now = START;
  });

  describe('create_return', () => {
    it('registers a return that the order then shows', () =>
      shop.within(async (tx) => {
        const result = await shop.perform(tx, 'create_return', 'W1002', { reason: 'too loud' });
        expect(result).toEqual({
          outcome: 'ok',
          facts: {
            return: {
              number: RMA,
              kind: 'return',
              labelUrl: null,
              postage: 'free within the EU; from other countries you pay it',
            },
            returnTerms: {
              windowDays: 30,
              endsAt: new Date(START.getTime() + 25 * DAY_MS).toISOString(),
              paidBy: 'shop',
              postage: 'free within the EU; from other countries you pay it',
            },
          },
        });
        expect((await shop.order(tx, 'W1002')).returns).toEqual([
          {
            number: result.facts.return?.number,
            kind: 'return',
            state: 'registered',
            orderLineId: 'order-w1002-1',
            itemName: 'Blue Kettle',
            createdAt: START.toISOString(),
          },
        ]);
      }));

    it('answers a repeated key as the first time, and does nothing twice', () =>
      shop.within(async (tx) => {
        const same = await shop.request(tx, 'create_return', 'W1002');
        const first = await shop.storefront.perform(tx, same);
        expect(await shop.storefront.perform(tx, same)).toEqual(first);
        expect(await tx.$count(schema.returns, eq(schema.returns.orderId, 'order-w1002'))).toBe(1);
      }));

    it('gives the number of the return that a line already has, also to an exchange', () =>
      shop.within(async (tx) => {
        const { facts } = await shop.perform(tx, 'create_return', 'W1002');
        expect(await shop.perform(tx, 'create_return', 'W1002')).toEqual({ outcome: 'already_done', facts });
        expect(await shop.perform(tx, 'create_exchange', 'W1002')).toEqual({
          outcome: 'already_done',
          facts,
        });
        expect(await shop.perform(tx, 'create_return', 'W1012')).toMatchObject({
          outcome: 'already_done',
          facts: { return: { number: 'RMA-4XW8TB' } },
        });
      }));

    it('takes another line of the same order', () =>
      shop.within(async (tx) => {
        const { lines } = await shop.order(tx, 'W1008');
        expect(await shop.perform(tx, 'create_return', 'W1008', { orderLine: lines[0] })).toMatchObject({
          outcome: 'ok',
        });
        expect(await shop.perform(tx, 'create_return', 'W1008', { orderLine: lines[1] })).toMatchObject({
          outcome: 'ok',
        });
      }));

    it.each([
      ['W1003', 'not_delivered'],
      ['W1001', 'not_delivered'],
      ['W1005', 'window_passed'],
      ['W1006', 'cancelled'],
      ['W1011', 'final_sale'],
    ])('refuses %s as %s', (number, refusal) =>
      shop.within(async (tx) => {
        const returnTerms = expect.objectContaining({ windowDays: 30 });
        const refused = { outcome: 'not_allowed', facts: { refusal, returnTerms } };
        expect(await shop.storefront.refusalOf(tx, await shop.request(tx, 'create_return', number))).toEqual(
          refused,
        );
        expect(await shop.perform(tx, 'create_return', number)).toEqual(refused);
        expect((await shop.order(tx, number)).returns).toEqual([]);
      }),
    );

    it('keeps the window open through the thirtieth day', () =>
      shop.within(async (tx) => {
        shop.now = new Date(START.getTime() + 25 * DAY_MS);
        expect(
          await shop.storefront.refusalOf(tx, await shop.request(tx, 'create_return', 'W1002')),
        ).toBeUndefined();
        shop.now = new Date(shop.now.getTime() + 1);
        expect(await shop.perform(tx, 'create_return', 'W1002')).toMatchObject({
          facts: { refusal: 'window_passed' },
        });
      }));

    it("follows the shop's own window", () =>
      shop.within(async (tx) => {
        await tx.delete(schema.shopFacts).where(eq(schema.shopFacts.key, RETURN_POLICY_KEY));
        await tx
          .update(schema.shopFacts)
          .set({ value: 3 })
          .where(eq(schema.shopFacts.key, 'returnWindowDays'));
        expect(await shop.perform(tx, 'create_return', 'W1002')).toMatchObject({
          facts: { refusal: 'window_passed' },
        });
      }));

    it('judges the order as it is now, not as the dialog last saw it', () =>
      shop.within(async (tx) => {
        const old = await shop.request(tx, 'create_return', 'W1002');
        await tx
          .update(schema.orders)
          .set({ status: 'cancelled' })
          .where(eq(schema.orders.id, 'order-w1002'));
        expect(await shop.storefront.perform(tx, old)).toMatchObject({ facts: { refusal: 'cancelled' } });
        await tx.delete(schema.orders).where(eq(schema.orders.id, 'order-w1002'));
        const again = { ...old, idempotencyKey: 'another' };
        expect(await shop.storefront.perform(tx, again)).toEqual({ outcome: 'not_found', facts: {} });
      }));

    it('needs a line of that order', () =>
      shop.within(async (tx) => {
        const { lines } = await shop.order(tx, 'W1005');
        const strange = shop.perform(tx, 'create_return', 'W1002', { orderLine: lines[0] });
        await expect(strange).rejects.toMatchObject({ code: 'ACTION_INCOMPLETE' });
      }));
  });

  it('create_exchange registers an exchange with the wanted item', () =>
    shop.within(async (tx) => {
      const result = await shop.perform(tx, 'create_exchange', 'W1002', { wantedItem: 'the red one' });
      expect(result).toMatchObject({ outcome: 'ok', facts: { return: { number: RMA, kind: 'exchange' } } });
      const [row] = await tx.select().from(schema.returns).where(eq(schema.returns.orderId, 'order-w1002'));
      expect(row).toMatchObject({ kind: 'exchange', wantedItem: 'the red one', state: 'registered' });
    }));

  if (engine === 'PostgreSQL') {
    it('registers one return when two conversations ask at the same moment', async () => {
      shop.now = START;
      const ask = (conversationId: string): Promise<ActionResult> =>
        shop.database.transaction((tx) =>
          shop.perform(tx, 'create_return', 'W1002', { conversationId, idempotencyKey: conversationId }),
        );
      const results = await Promise.all(['a', 'b', 'c', 'd'].map(ask));
      expect(results.map(({ outcome }) => outcome).sort()).toEqual([
        'already_done',
        'already_done',
        'already_done',
        'ok',
      ]);
      expect(new Set(results.map(({ facts }) => facts.return?.number)).size).toBe(1);
    });
  }
});
