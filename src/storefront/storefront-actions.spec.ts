import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { TransactionRollbackError } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { randomBytes } from 'node:crypto';
import { Clock, type ActionType } from '../common';
import { DATABASE, schema, StorageModule, type Database, type Transaction } from '../storage';
import {
  DEFAULT_OPTIONS,
  STOREFRONT_OPTIONS,
  StorefrontModule,
  StorefrontPort,
  type ActionRequest,
  type ActionResult,
  type Order,
} from '.';

const server = process.env.TEST_DATABASE_URL;

const START = new Date('2026-06-15T12:00:00Z');
const TICKET = expect.stringMatching(/^T-[2-9A-Z]{6}$/);

describe.each(server ? ['PGlite', 'PostgreSQL'] : ['PGlite'])('Acting on %s', (engine) => {
  const databaseName = `storedesk_test_${randomBytes(6).toString('hex')}`;
  const admin = engine === 'PostgreSQL' ? drizzle(server!) : undefined;
  const databaseUrl = admin && Object.assign(new URL(server!), { pathname: databaseName }).href;
  const options = { ...DEFAULT_OPTIONS, demoShop: true };
  let app: TestingModule;
  let db: Database;
  let storefront: StorefrontPort;

  /** Each test works in a transaction that leaves nothing behind. */
  const within = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
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
      imports: [StorageModule.forRoot({ databaseUrl, dataDir: 'memory://' }), StorefrontModule.forRoot()],
    })
      .overrideProvider(STOREFRONT_OPTIONS)
      .useValue(options)
      .overrideProvider(Clock)
      .useValue({ now: () => START })
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

  describe('cancel_order', () => {
    it('cancels while processing, once', () =>
      within(async (tx) => {
        expect(await perform(tx, 'cancel_order', 'W1003')).toEqual({ outcome: 'ok', facts: {} });
        expect(await orderOf(tx, 'W1003')).toMatchObject({
          status: 'cancelled',
          cancelledAt: START.toISOString(),
        });
        expect(await perform(tx, 'cancel_order', 'W1003')).toEqual({ outcome: 'already_done', facts: {} });
      }));

    it.each([
      ['W1001', 'already_shipped'],
      ['W1002', 'delivered'],
      ['W1007', 'delivered'],
      ['W1008', 'delivered'],
    ])('refuses %s as %s', (number, refusal) =>
      within(async (tx) => {
        expect(await perform(tx, 'cancel_order', number)).toEqual({
          outcome: 'not_allowed',
          facts: { refusal },
        });
      }),
    );
  });

  describe('change_address', () => {
    const newAddress = 'Ana Costa\nAvenida Nova 3\n1050-115 Lisbon';

    it('changes it while processing', () =>
      within(async (tx) => {
        expect(await perform(tx, 'change_address', 'W1003', { newAddress })).toEqual({
          outcome: 'ok',
          facts: {},
        });
        expect(await orderOf(tx, 'W1003')).toMatchObject({ shippingAddress: newAddress });
        const sameAgain = { newAddress: ' ana costa, avenida nova 3, 1050-115 lisbon ' };
        expect(await perform(tx, 'change_address', 'W1003', sameAgain)).toEqual({
          outcome: 'already_done',
          facts: {},
        });
      }));

    it.each([
      ['W1001', 'already_shipped'],
      ['W1002', 'delivered'],
      ['W1006', 'cancelled'],
    ])('refuses %s as %s', (number, refusal) =>
      within(async (tx) => {
        const result = await perform(tx, 'change_address', number, { newAddress });
        expect(result).toEqual({ outcome: 'not_allowed', facts: { refusal } });
      }),
    );
  });

  describe.each(['open_ticket', 'hand_off'] as const)('%s', (type) => {
    it('opens a ticket, one per conversation, subject and order', () =>
      within(async (tx) => {
        const first = await perform(tx, type, 'W1004');
        expect(first).toEqual({ outcome: 'ok', facts: { ticket: { number: TICKET } } });
        expect(await perform(tx, type, 'W1004')).toEqual({ outcome: 'already_done', facts: first.facts });
        const others = [
          await perform(tx, type, 'W1004', { subject: 'another_template' }),
          await perform(tx, type, 'W1002'),
          await perform(tx, type),
          await perform(tx, type, 'W1004', { conversationId: 'conversation-2' }),
        ];
        expect(others.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
        expect(await perform(tx, type)).toMatchObject({ outcome: 'already_done', facts: others[2]?.facts });
      }));

    it('opens another once the first is closed', () =>
      within(async (tx) => {
        await perform(tx, type, 'W1004');
        await tx.update(schema.tickets).set({ state: 'closed' });
        expect(await perform(tx, type, 'W1004')).toMatchObject({ outcome: 'ok' });
      }));

    it("keeps the customer's words for the people who work on it", () =>
      within(async (tx) => {
        await perform(tx, type, 'W1004');
        expect(await tx.select().from(schema.tickets)).toMatchObject([
          {
            conversationId: 'conversation-1',
            orderId: 'order-w1004',
            subject: 'a_template',
            message: 'my own words',
            isUrgent: type === 'hand_off',
            state: 'open',
          },
        ]);
      }));
  });

  it('records every action with what it came to', () =>
    within(async (tx) => {
      await perform(tx, 'cancel_order', 'W1001', { idempotencyKey: 'turn-7', reason: 'changed my mind' });
      expect(await tx.select().from(schema.actions)).toEqual([
        {
          idempotencyKey: 'turn-7',
          conversationId: 'conversation-1',
          type: 'cancel_order',
          request: {
            orderId: 'order-w1001',
            orderLineId: 'order-w1001-1',
            reason: 'changed my mind',
            subject: 'a_template',
            message: 'my own words',
            urgent: false,
          },
          outcome: 'not_allowed',
          facts: { refusal: 'already_shipped' },
          createdAt: START,
        },
      ]);
    }));

  it('has no objection to what it would do, and does nothing when only asked', () =>
    within(async (tx) => {
      expect(await storefront.refusalOf(tx, await request(tx, 'cancel_order', 'W1003'))).toBeUndefined();
      expect(await storefront.refusalOf(tx, await request(tx, 'open_ticket', 'W1003'))).toBeUndefined();
      expect(await orderOf(tx, 'W1003')).toMatchObject({ status: 'processing' });
      expect(await tx.$count(schema.actions)).toBe(0);
      expect(await tx.$count(schema.tickets)).toBe(0);
    }));

  describe('with a shop that has the last word', () => {
    beforeAll(() => {
      options.actionsNeedShopApproval = true;
    });

    afterAll(() => {
      options.actionsNeedShopApproval = false;
    });

    it.each(['create_return', 'create_exchange'] as const)('only requests %s', (type) =>
      within(async (tx) => {
        expect(await perform(tx, type, 'W1002')).toEqual({ outcome: 'requested', facts: {} });
        expect((await orderOf(tx, 'W1002')).returns).toEqual([]);
        expect(await tx.select().from(schema.actions)).toMatchObject([{ type, outcome: 'requested' }]);
      }),
    );

    it.each(['cancel_order', 'change_address'] as const)('only requests %s', (type) =>
      within(async (tx) => {
        const before = await orderOf(tx, 'W1003');
        expect(await perform(tx, type, 'W1003', { newAddress: 'elsewhere' })).toEqual({
          outcome: 'requested',
          facts: {},
        });
        expect(await orderOf(tx, 'W1003')).toEqual(before);
      }),
    );

    it('still refuses what its policy refuses, and opens tickets itself', () =>
      within(async (tx) => {
        expect(await perform(tx, 'cancel_order', 'W1001')).toMatchObject({ outcome: 'not_allowed' });
        expect(await perform(tx, 'open_ticket', 'W1001')).toMatchObject({ outcome: 'ok' });
      }));
  });

  if (engine === 'PostgreSQL') {
    it('acts once when the same key comes twice at the same moment', async () => {
      const ask = (): Promise<ActionResult> =>
        db.transaction((tx) => perform(tx, 'hand_off', undefined, { idempotencyKey: 'twice' }));
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(first).toEqual(second);
      expect(first).toMatchObject({ outcome: 'ok' });
    });
  }
});
