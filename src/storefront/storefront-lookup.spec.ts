import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StorefrontApp } from '../../test/support/storefront-app';
import { ENGINES } from '../../test/support/test-database';
import { schema, type Database, type Transaction } from '../storage';
import { StorefrontHealthService, StorefrontPort } from '.';

const NOW = new Date('2026-06-15T12:00:00Z');
const DAY_MS = 86_400_000;
const day = (offset: number): string => new Date(NOW.getTime() + offset * DAY_MS).toISOString();

describe.each(ENGINES)('Looking up on %s', (engine) => {
  let shop: StorefrontApp;
  let db: Database;
  let storefront: StorefrontPort;

  const within = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => db.transaction(work);

  const addOrder = async (number: string, numberKey: string): Promise<void> => {
    await db.insert(schema.orders).values({
      id: number,
      number,
      numberKey,
      customerId: 'cust-ben',
      email: 'ben@example.com',
      status: 'processing',
      placedAt: NOW,
      shippingAddress: 'Lindenweg 8',
      totalMinor: 100,
      currency: 'EUR',
    });
  };

  beforeAll(async () => {
    shop = await StorefrontApp.start(engine, NOW);
    db = shop.database;
    storefront = shop.storefront;
  });
  afterAll(() => shop.stop());

  it.each(['W1001', '#W1001', 'w 1001', 'w-1001', '1001', '#1001'])(
    'finds order W1001 by %s',
    async (number) => {
      expect(await within((tx) => storefront.findOrder(tx, number))).toMatchObject({ number: 'W1001' });
    },
  );

  it.each(['', '#', '100', '11001', 'X1001', 'W10011', 'W', "W1001' or 1=1"])(
    'finds no order by "%s"',
    async (number) => {
      expect(await within((tx) => storefront.findOrder(tx, number))).toBeNull();
    },
  );

  it('finds no order by digits that several orders end in, and prefers the exact number', async () => {
    await addOrder('W7001', 'W7001');
    await addOrder('K-7001', 'K7001');
    expect(await within((tx) => storefront.findOrder(tx, '7001'))).toBeNull();
    expect(await within((tx) => storefront.findOrder(tx, 'k7001'))).toMatchObject({ number: 'K-7001' });
    await addOrder('7001', '7001');
    expect(await within((tx) => storefront.findOrder(tx, '7001'))).toMatchObject({ number: '7001' });
  });

  it('gives the whole order', async () => {
    const order = await within((tx) => storefront.findOrder(tx, 'W1007'));
    expect(order).toEqual({
      id: 'order-w1007',
      number: 'W1007',
      status: 'returned',
      customerId: 'cust-ana',
      email: 'ana@example.com',
      placedAt: day(-25),
      shippedAt: day(-23),
      expectedAt: null,
      deliveredAt: day(-20),
      cancelledAt: null,
      isLate: false,
      carrier: null,
      trackingNumber: null,
      trackingUrl: null,
      shippingAddress: 'Ana Costa, Rua das Flores 14, 1200-195 Lisbon, Portugal',
      total: { amountMinor: 4480, currency: 'EUR' },
      lines: [
        {
          id: 'order-w1007-1',
          sku: 'SKU-10443',
          name: 'Red Kettle',
          quantity: 1,
          unitPrice: { amountMinor: 3990, currency: 'EUR' },
          isFinalSale: false,
          isThere: null,
          deliveredAt: null,
        },
      ],
      refunds: [
        { amount: { amountMinor: 3990, currency: 'EUR' }, createdAt: day(-6), reason: 'Return received' },
      ],
      returns: [
        {
          number: 'RMA-7K2Q9M',
          kind: 'return',
          state: 'refunded',
          orderLineId: 'order-w1007-1',
          itemName: 'Red Kettle',
          createdAt: day(-14),
        },
      ],
    });
  });

  it('calls an order late from the day after the promised one', async () => {
    const isLate = (number: string): Promise<boolean | undefined> =>
      within(async (tx) => (await storefront.findOrder(tx, number))?.isLate);
    expect(await isLate('W1004')).toBe(true);
    expect(await isLate('W1001')).toBe(false);
    await db.update(schema.orders).set({ expectedAt: new Date('2026-06-15T00:00:00Z') });
    expect(await isLate('W1001')).toBe(false);
    await db.update(schema.orders).set({ expectedAt: new Date('2026-06-14T23:59:00Z') });
    expect(await isLate('W1001')).toBe(true);
    expect(await isLate('W1002')).toBe(false);
    expect(await isLate('W1006')).toBe(false);
  });

  it("lists a customer's orders, newest first", async () => {
    const numbers = async (customerId: string): Promise<string[]> =>
      (await within((tx) => storefront.ordersOf(tx, customerId))).map((order) => order.number);
    expect(await numbers('cust-ana')).toEqual(['W1003', 'W1001', 'W1011', 'W1007']);
    expect(await numbers('nobody')).toEqual([]);
  });

  it.each(['SKU-10442', 'sku 10442', '10442', '#10442'])('finds the Blue Kettle by %s', async (sku) => {
    expect(await within((tx) => storefront.findProduct(tx, sku))).toEqual({
      id: 'product-sku-10442',
      sku: 'SKU-10442',
      name: 'Blue Kettle',
      description: 'An electric kettle of stainless steel, lacquered blue.',
      price: { amountMinor: 3990, currency: 'EUR' },
      stock: 14,
      restockAt: null,
      attributes: {
        capacity: '1.7 l',
        material: 'stainless steel',
        power: '2200 W',
        colour: 'blue',
        'cable length': '75 cm',
      },
    });
  });

  it('says when a product is back, and that one is not counted', async () => {
    expect(await within((tx) => storefront.findProduct(tx, '10443'))).toMatchObject({
      stock: 0,
      restockAt: day(9),
    });
    expect(await within((tx) => storefront.findProduct(tx, '60002'))).toMatchObject({ stock: null });
    expect(await within((tx) => storefront.findProduct(tx, '99999'))).toBeNull();
  });

  it.each([
    ['is the BLUE kettle dishwasher safe?', ['Blue Kettle']],
    ['do you have kettles in blue', ['Blue Kettle']],
    ['red kettle or blue kettle?', ['Blue Kettle', 'Red Kettle']],
    ['an oak table for the side of my bed', ['Oak Side Table']],
    ['the bleu ketle', ['Blue Kettle']],
    ['can I have a red kettel', ['Red Kettle']],
    ['runing shoes', ['Running Shoes']],
    ['the kettle', []],
    ['the kettel', []],
    ['', []],
    ["'; drop table products; --", []],
  ])('finds the products named in "%s"', async (text, names) => {
    const products = await within((tx) => storefront.findProductsNamedIn(tx, text));
    expect(products.map((product) => product.name)).toEqual(names);
  });

  it('knows every fact of the demo shop', async () => {
    expect(await shop.app.get(StorefrontHealthService).check()).toEqual({ name: 'storefront', ready: true });
    const facts = await within((tx) => storefront.shopFacts(tx));
    expect(facts).toMatchObject({ name: 'Juniper & Oak', returnWindowDays: 30 });
    expect(facts.paymentMethods).toEqual(['credit or debit card', 'PayPal', 'invoice', 'Klarna']);
  });

  it('claims nothing that a shop has not stated, and tells its operator', async () => {
    await db.delete(schema.shopFacts);
    await db.insert(schema.shopFacts).values({ key: 'name', value: 'Bare Shop' });
    shop.now = new Date(NOW.getTime() + 1_000);
    const facts = await within((tx) => storefront.shopFacts(tx));
    expect(facts).toMatchObject({ name: 'Bare Shop', promotions: [], address: 'please see our website' });
    const { ready, detail } = await shop.app.get(StorefrontHealthService).check();
    expect(ready).toBe(true);
    expect(detail).toMatch(/^not stated: supportEmail, openingHours, /);
  });
});
