import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../common';
import { DATABASE, schema, StorageModule, type Database } from '../storage';
import { StorefrontModule, StorefrontPort, type Order, type Product } from '.';

const server = process.env.TEST_DATABASE_URL;

const START = new Date('2026-06-15T12:00:00Z');
const DAY_MS = 86_400_000;

describe.each(server ? ['PGlite', 'PostgreSQL'] : ['PGlite'])('The demo shop on %s', (engine) => {
  const admin = engine === 'PostgreSQL' ? drizzle(server!) : undefined;
  let databaseName: string;
  let dataDir: string;
  let now: Date;
  let app: TestingModule;
  let db: Database;

  const start = async (day: number, demoShop = true): Promise<void> => {
    now = new Date(START.getTime() + day * DAY_MS);
    const databaseUrl = admin && Object.assign(new URL(server!), { pathname: databaseName }).href;
    app = await Test.createTestingModule({
      imports: [StorageModule.forRoot({ databaseUrl, dataDir }), StorefrontModule.forRoot({ demoShop })],
    })
      .overrideProvider(Clock)
      .useValue({ now: () => now })
      .compile();
    await app.init();
    db = app.get<Database>(DATABASE);
  };

  const restart = async (day: number, demoShop = true): Promise<void> => {
    await app.close();
    await start(day, demoShop);
  };

  const order = async (number: string): Promise<Order> => {
    const found = await db.transaction((tx) => app.get(StorefrontPort).findOrder(tx, number));
    if (!found) throw new Error(`no order ${number}`);
    return found;
  };

  const product = (sku: string): Promise<Product | null> =>
    db.transaction((tx) => app.get(StorefrontPort).findProduct(tx, sku));

  const daysAgo = (date: string | null | undefined): number =>
    date ? (now.getTime() - new Date(date).getTime()) / DAY_MS : NaN;

  afterAll(async () => {
    await admin?.$client.end();
  });

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'storedesk-'));
    databaseName = `storedesk_test_${randomBytes(6).toString('hex')}`;
    await admin?.execute(`create database ${databaseName}`);
  });

  afterEach(async () => {
    await app.close();
    await admin?.execute(`drop database ${databaseName}`);
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
      now = new Date(START.getTime() + 60_000);
      const request = { conversationId: 'c', subject: 's', message: 'm', urgent: false };
      const target = await order(number);
      await db.transaction((tx) =>
        app.get(StorefrontPort).perform(tx, {
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
