import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { eq, TransactionRollbackError } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { randomBytes } from 'node:crypto';
import { Clock, type ActionType } from '../common';
import { DATABASE, schema, StorageModule, type Database, type Transaction } from '../storage';
import { StorefrontModule, StorefrontPort, type ActionRequest, type ActionResult, type Order } from '.';

const server = process.env.TEST_DATABASE_URL;

const START = new Date('2026-06-15T12:00:00Z');
const DAY_MS = 86_400_000;
const RMA = expect.stringMatching(/^RMA-[2-9A-Z]{6}$/);

describe.each(server ? ['PGlite', 'PostgreSQL'] : ['PGlite'])('Returning on %s', (engine) => {
  const databaseName = `storedesk_test_${randomBytes(6).toString('hex')}`;
  const admin = engine === 'PostgreSQL' ? drizzle(server!) : undefined;
  const databaseUrl = admin && Object.assign(new URL(server!), { pathname: databaseName }).href;
  let now = START;
  let app: TestingModule;
  let db: Database;
  let storefront: StorefrontPort;

  /** Each test works in a transaction that leaves nothing behind. */
  const within = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    now = START;
    const rolledBack = db.transaction(async (tx) => {
      await work(tx);
      tx.rollback();
    });
    await rolledBack.catch((error: unknown) => {
      if (!(error instanceof TransactionRollbackError)) throw error;
    });
  };

  const orderOf = async (tx: Transaction, number: string): Promise<Order> => {
    const order = await storefront.findOrder(tx, number);
    if (!order) throw new Error(`no order ${number}`);
    return order;
  };

  let keys = 0;
  const request = async (
    tx: Transaction,
    type: ActionType,
    number: string | undefined,
    more: Partial<ActionRequest> = {},
  ): Promise<ActionRequest> => {
    const order = number ? await orderOf(tx, number) : undefined;
    keys += 1;
    return {
      type,
      conversationId: 'conversation-1',
      idempotencyKey: `key-${keys}`,
      order,
      orderLine: order?.lines[0],
      subject: 'a_template',
      message: 'my own words',
      urgent: false,
      ...more,
    };
  };

  const perform = async (
    tx: Transaction,
    type: ActionType,
    number?: string,
    more?: Partial<ActionRequest>,
  ): Promise<ActionResult> => storefront.perform(tx, await request(tx, type, number, more));

  beforeAll(async () => {
    await admin?.execute(`create database ${databaseName}`);
    app = await Test.createTestingModule({
      imports: [
        StorageModule.forRoot({ databaseUrl, dataDir: 'memory://' }),
        StorefrontModule.forRoot({ demoShop: true }),
      ],
    })
      .overrideProvider(Clock)
      .useValue({ now: () => now })
      .compile();
    await app.init();
    db = app.get<Database>(DATABASE);
    storefront = app.get(StorefrontPort);
  });

  afterAll(async () => {
    await app.close();
    await admin?.execute(`drop database ${databaseName}`);
    await admin?.$client.end();
  });

  describe('create_return', () => {
    it('registers a return that the order then shows', () =>
      within(async (tx) => {
        const result = await perform(tx, 'create_return', 'W1002', { reason: 'too loud' });
        expect(result).toEqual({
          outcome: 'ok',
          facts: {
            return: {
              number: RMA,
              kind: 'return',
              labelUrl: null,
              postage: 'free within the EU; from other countries you pay it',
            },
          },
        });
        expect((await orderOf(tx, 'W1002')).returns).toEqual([
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
      within(async (tx) => {
        const same = await request(tx, 'create_return', 'W1002');
        const first = await storefront.perform(tx, same);
        expect(await storefront.perform(tx, same)).toEqual(first);
        expect(await tx.$count(schema.returns, eq(schema.returns.orderId, 'order-w1002'))).toBe(1);
      }));

    it('gives the number of the return that a line already has, also to an exchange', () =>
      within(async (tx) => {
        const { facts } = await perform(tx, 'create_return', 'W1002');
        expect(await perform(tx, 'create_return', 'W1002')).toEqual({ outcome: 'already_done', facts });
        expect(await perform(tx, 'create_exchange', 'W1002')).toEqual({ outcome: 'already_done', facts });
        expect(await perform(tx, 'create_return', 'W1012')).toMatchObject({
          outcome: 'already_done',
          facts: { return: { number: 'RMA-4XW8TB' } },
        });
      }));

    it('takes another line of the same order', () =>
      within(async (tx) => {
        const { lines } = await orderOf(tx, 'W1008');
        expect(await perform(tx, 'create_return', 'W1008', { orderLine: lines[0] })).toMatchObject({
          outcome: 'ok',
        });
        expect(await perform(tx, 'create_return', 'W1008', { orderLine: lines[1] })).toMatchObject({
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
      within(async (tx) => {
        const refused = { outcome: 'not_allowed', facts: { refusal } };
        expect(await storefront.refusalOf(tx, await request(tx, 'create_return', number))).toEqual(refused);
        expect(await perform(tx, 'create_return', number)).toEqual(refused);
        expect((await orderOf(tx, number)).returns).toEqual([]);
      }),
    );

    it('keeps the window open through the thirtieth day', () =>
      within(async (tx) => {
        now = new Date(START.getTime() + 25 * DAY_MS);
        expect(await storefront.refusalOf(tx, await request(tx, 'create_return', 'W1002'))).toBeUndefined();
        now = new Date(now.getTime() + 1);
        expect(await perform(tx, 'create_return', 'W1002')).toMatchObject({
          facts: { refusal: 'window_passed' },
        });
      }));

    it("follows the shop's own window", () =>
      within(async (tx) => {
        await tx
          .update(schema.shopFacts)
          .set({ value: 3 })
          .where(eq(schema.shopFacts.key, 'returnWindowDays'));
        expect(await perform(tx, 'create_return', 'W1002')).toMatchObject({
          facts: { refusal: 'window_passed' },
        });
      }));

    it('judges the order as it is now, not as the dialog last saw it', () =>
      within(async (tx) => {
        const old = await request(tx, 'create_return', 'W1002');
        await tx
          .update(schema.orders)
          .set({ status: 'cancelled' })
          .where(eq(schema.orders.id, 'order-w1002'));
        expect(await storefront.perform(tx, old)).toMatchObject({ facts: { refusal: 'cancelled' } });
        await tx.delete(schema.orders).where(eq(schema.orders.id, 'order-w1002'));
        const again = { ...old, idempotencyKey: 'another' };
        expect(await storefront.perform(tx, again)).toEqual({ outcome: 'not_found', facts: {} });
      }));

    it('needs a line of that order', () =>
      within(async (tx) => {
        const { lines } = await orderOf(tx, 'W1005');
        const strange = perform(tx, 'create_return', 'W1002', { orderLine: lines[0] });
        await expect(strange).rejects.toMatchObject({ code: 'ACTION_INCOMPLETE' });
      }));
  });

  it('create_exchange registers an exchange with the wanted item', () =>
    within(async (tx) => {
      const result = await perform(tx, 'create_exchange', 'W1002', { wantedItem: 'the red one' });
      expect(result).toMatchObject({ outcome: 'ok', facts: { return: { number: RMA, kind: 'exchange' } } });
      const [row] = await tx.select().from(schema.returns).where(eq(schema.returns.orderId, 'order-w1002'));
      expect(row).toMatchObject({ kind: 'exchange', wantedItem: 'the red one', state: 'registered' });
    }));

  if (engine === 'PostgreSQL') {
    it('registers one return when two conversations ask at the same moment', async () => {
      now = START;
      const ask = (conversationId: string): Promise<ActionResult> =>
        db.transaction((tx) =>
          perform(tx, 'create_return', 'W1002', { conversationId, idempotencyKey: conversationId }),
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
