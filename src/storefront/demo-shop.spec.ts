import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eq } from 'drizzle-orm';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorefrontApp } from '../../test/support/storefront-app';
import {
  createTestDatabase,
  ENGINES,
  TEST_SERVER,
  type TestDatabase,
} from '../../test/support/test-database';
import { schema, type Database } from '../storage';
import type { Order, Product } from '.';

const START = new Date('2026-06-15T12:00:00Z');
const DAY_MS = 86_400_000;

describe.each(ENGINES)('The demo shop on %s', (engine) => {
  let database: TestDatabase | undefined;
  let dataDir: string;
  let shop: StorefrontApp;
  let db: Database;

  const start = async (day: number, demoShop = true): Promise<void> => {
    const now = new Date(START.getTime() + day * DAY_MS);
    shop = await StorefrontApp.startIn({ databaseUrl: database?.url, dataDir }, now, demoShop);
    db = shop.database;
  };

  const restart = async (day: number, demoShop = true): Promise<void> => {
    await shop.stop();
    await start(day, demoShop);
  };

  const order = async (number: string): Promise<Order> => {
    const found = await db.transaction((tx) => shop.storefront.findOrder(tx, number));
    if (!found) throw new Error(`no order ${number}`);
    return found;
  };

  const product = (sku: string): Promise<Product | null> =>
    db.transaction((tx) => shop.storefront.findProduct(tx, sku));

  const daysAgo = (date: string | null | undefined): number =>
    date ? (shop.now.getTime() - new Date(date).getTime()) / DAY_MS : NaN;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'storedesk-'));
    database = engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
  });

  afterEach(async () => {
    await shop.stop();
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has the fixed orders, over every state', async () => {
    await start(0);
    const rows = await db.select().from(schema.orders).orderBy(schema.orders.number);
    expect(rows.map((row) => [row.number, row.email.split('@')[0], row.status])).toEqual([
      ['W1001', 'ana', 'shipped'],
      ['W1002', 'ben', 'delivered'],
      ['W1003', 'ana', 'processing'],
      ['W1004', 'ben', 'shipped'],
      ['W1005', 'chloe', 'delivered'],
      ['W1006', 'chloe', 'cancelled'],
      ['W1007', 'ana', 'returned'],
      ['W1008', 'chloe', 'partly_refunded'],
      ['W1009', 'ben', 'processing'],
      ['W1010', 'chloe', 'shipped'],
      ['W1011', 'ana', 'delivered'],
      ['W1012', 'ben', 'delivered'],
    ]);
    const w1001 = await order('W1001');
    expect(w1001).toMatchObject({
      carrier: 'DHL',
      trackingNumber: 'JD014600001001',
      trackingUrl: null,
      total: { amountMinor: 4900 + 2400 + 490, currency: 'EUR' },
    });
    expect([daysAgo(w1001.shippedAt), daysAgo(w1001.expectedAt)]).toEqual([2, -2]);
    const w1011 = await order('W1011');
    expect(w1011.lines.map(({ name, quantity, isFinalSale }) => [name, quantity, isFinalSale])).toEqual([
      ['Engraved Pen', 1, true],
      ['Coffee Beans 1 kg', 2, true],
      ['Blue Kettle', 1, false],
    ]);
    expect(await db.$count(schema.products)).toBe(10);
  });

  it('is not there unless asked for, nor in a shop that has records', async () => {
    await start(0, false);
    expect(await db.$count(schema.orders)).toBe(0);
    await db.insert(schema.customers).values({ id: 'c1', email: 'c1@example.com', name: 'C' });
    await restart(1);
    expect(await db.$count(schema.orders)).toBe(0);
  });

  it('keeps its dates true at every later start', async () => {
    await start(0);
    await restart(40);
    await restart(100);
    expect(daysAgo((await order('W1002')).deliveredAt)).toBe(5);
    const returned = await order('W1007');
    expect([daysAgo(returned.refunds[0]?.createdAt), daysAgo(returned.returns[0]?.createdAt)]).toEqual([
      6, 14,
    ]);
    expect((await order('W1004')).isLate).toBe(true);
    expect(daysAgo((await product('SKU-10443'))?.restockAt)).toBe(-9);
    expect(await db.$count(schema.orders)).toBe(12);
  });

  it('leaves alone what a customer has set in motion', async () => {
    await start(0);
    const perform = async (type: 'cancel_order' | 'create_return', number: string): Promise<void> => {
      shop.now = new Date(START.getTime() + 60_000);
      const request = { conversationId: 'c', subject: 's', message: 'm', urgent: false };
      const target = await order(number);
      await db.transaction((tx) =>
        shop.storefront.perform(tx, {
          ...request,
          type,
          idempotencyKey: number,
          order: target,
          orderLine: target.lines[0],
        }),
      );
    };
    await perform('cancel_order', 'W1003');
    await perform('create_return', 'W1002');
    const before = [await order('W1003'), await order('W1002')];
    await restart(10);
    expect([await order('W1003'), await order('W1002')]).toEqual(before);
    expect(daysAgo((await order('W1001')).shippedAt)).toBe(2);
  });

  it("leaves alone orders of the shop's own", async () => {
    await start(0);
    await db.update(schema.orders).set({ number: 'W5001' }).where(eq(schema.orders.number, 'W1002'));
    await restart(10);
    expect(daysAgo((await order('W1002')).deliveredAt)).toBe(15);
  });
});
