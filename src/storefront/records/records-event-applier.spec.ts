import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventOf, payloadOf } from '../../../test/support/shop-event-fixtures';
import { StorefrontApp } from '../../../test/support/storefront-app';
import { createTestDatabase, ENGINES, TEST_SERVER } from '../../../test/support/test-database';
import { schema, type Transaction } from '../../storage';
import { EventApplier, type EventOutcome, type ShopEventSource } from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
import { SHOPIFY_EVENTS } from '../shopify/shopify-events';
import { STANDARD_EVENTS } from '../standard/standard-events';
import { WOOCOMMERCE_EVENTS } from '../woocommerce/woocommerce-events';
import { RecordsEventApplier } from './records-event-applier.service';

const NOW = new Date('2026-06-15T12:00:00Z');

const TOPICS = [
  ...[...SHOPIFY_EVENTS.keys()].map((topic) => ['shopify', topic] as const),
  ...[...WOOCOMMERCE_EVENTS.keys()].map((topic) => ['woocommerce', topic] as const),
  ...[...STANDARD_EVENTS.keys()].map((topic) => ['standard', topic] as const),
];

describe.each(ENGINES)(`${RecordsEventApplier.name} on %s`, (engine) => {
  let shop: StorefrontApp;
  let applier: EventApplier;

  const apply = (
    tx: Transaction,
    source: ShopEventSource,
    topic: string,
    payload?: unknown,
    triggeredAt?: Date,
  ): Promise<EventOutcome> => applier.apply(tx, eventOf(source, topic, payload, triggeredAt));
  const applyAll = async (tx: Transaction, source: ShopEventSource, ...topics: string[]): Promise<void> => {
    for (const topic of topics) await apply(tx, source, topic);
  };

  beforeAll(async () => {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const place = { databaseUrl: database?.url, dataDir: 'memory://' };
    shop = await StorefrontApp.startIn(place, NOW, false, async () => database?.drop());
    applier = shop.app.get(EventApplier);
  });
  afterAll(() => shop.stop());

  it.each(TOPICS)('applies the payload that %s documents for %s', (source, topic) =>
    shop.within(async (tx) => {
      shop.options.currency = 'EUR';
      expect(await apply(tx, source, topic)).toBe('applied');
      shop.options.currency = null;
    }),
  );

  it('does not know what says nothing about records', () =>
    shop.within(async (tx) => {
      expect(await apply(tx, 'shopify', 'app/uninstalled', {})).toBe('unknown_topic');
      expect(await apply(tx, 'woocommerce', 'constructor', {})).toBe('unknown_topic');
    }));

  it('keeps a whole order of Shopify', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'shopify', 'orders/updated', 'refunds/create', 'returns/approve');
      expect(await shop.order(tx, '#EN1001')).toEqual({
        id: 'shopify:4001001',
        number: 'EN1001',
        status: 'shipped',
        customerId: 'shopify:7001001',
        email: 'mara@example.com',
        placedAt: '2026-03-02T09:14:58.000Z',
        shippedAt: '2026-03-03T08:00:00.000Z',
        expectedAt: null,
        deliveredAt: null,
        cancelledAt: null,
        isLate: false,
        carrier: 'DHL',
        trackingNumber: '00340434161094000001',
        trackingUrl: 'https://track.example.com/00340434161094000001',
        shippingAddress: 'Mara Lindqvist, Kastanienallee 7, 2nd floor, 04109 Leipzig, Saxony, Germany',
        total: { amountMinor: 11540, currency: 'EUR' },
        lines: [
          {
            id: 'shopify:4001001:8001',
            sku: 'NL-SHIRT-BL-M',
            name: 'Linen Shirt - Blue / M',
            quantity: 2,
            unitPrice: { amountMinor: 4900, currency: 'EUR' },
            isFinalSale: false,
          },
          {
            id: 'shopify:4001001:8002',
            sku: 'NL-TOWEL',
            name: 'Tea Towel',
            quantity: 1,
            unitPrice: { amountMinor: 1250, currency: 'EUR' },
            isFinalSale: false,
          },
        ],
        refunds: [
          {
            amount: { amountMinor: 1250, currency: 'EUR' },
            createdAt: '2026-03-09T10:00:00.000Z',
            reason: 'One towel was torn',
          },
        ],
        returns: [
          {
            number: 'EN1001-R1',
            kind: 'return',
            state: 'registered',
            orderLineId: 'shopify:4001001:8001',
            itemName: 'Linen Shirt - Blue / M',
            createdAt: '2026-06-10T00:00:00.000Z',
          },
        ],
      });
      const [fulfilment] = await tx.select().from(schema.fulfilments);
      expect(fulfilment).toMatchObject({
        externalId: '2201',
        state: 'shipped',
        lines: [
          { lineId: 'shopify:4001001:8001', quantity: 2 },
          { lineId: 'shopify:4001001:8002', quantity: 1 },
        ],
        trackings: [
          { number: '00340434161094000001', url: 'https://track.example.com/00340434161094000001' },
          { number: '00340434161094000002', url: 'https://track.example.com/00340434161094000002' },
        ],
      });
    }));

  it('takes the day of delivery from what the carrier says', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'shopify', 'fulfillment_events/create', 'orders/fulfilled');
      expect(await shop.order(tx, 'en 1001')).toMatchObject({
        status: 'delivered',
        deliveredAt: '2026-03-05T13:20:00.000Z',
      });
      await applyAll(tx, 'shopify', 'refunds/create');
      expect(await shop.order(tx, 'en 1001')).toMatchObject({ status: 'partly_refunded' });
    }));

  it('says a cancelled order is cancelled', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'shopify', 'orders/cancelled');
      expect(await shop.order(tx, 'EN1002')).toMatchObject({
        status: 'cancelled',
        cancelledAt: '2026-03-02T11:00:00.000Z',
      });
    }));

  it('keeps what belongs to an order until the order comes', () =>
    shop.within(async (tx) => {
      expect(await apply(tx, 'shopify', 'fulfillments/create')).toBe('applied');
      expect(await apply(tx, 'shopify', 'refunds/create')).toBe('applied');
      expect(await tx.$count(schema.orders)).toBe(0);
      await applyAll(tx, 'shopify', 'orders/create');
      expect(await shop.order(tx, 'EN1001')).toMatchObject({
        status: 'shipped',
        carrier: 'DHL',
        refunds: [{ reason: 'One towel was torn' }],
      });
    }));

  it('never lets an older event win over a newer one', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'shopify', 'orders/updated', 'customers/update');
      expect(await apply(tx, 'shopify', 'orders/updated')).toBe('outdated');
      expect(await apply(tx, 'shopify', 'orders/create')).toBe('outdated');
      expect(await apply(tx, 'shopify', 'customers/create')).toBe('outdated');
      const [order] = await tx.select().from(schema.orders);
      expect(order).toMatchObject({ financialState: 'partially_refunded', fulfilmentState: 'fulfilled' });
      const [customer] = await tx.select().from(schema.customers);
      expect(customer).toMatchObject({
        id: 'shopify:7001001',
        email: 'mara.lindqvist@example.com',
        name: 'Mara Lindqvist',
        phone: '+49 30 5550123',
      });
    }));

  it('tells apart what happened within one second by when it was triggered', () =>
    shop.within(async (tx) => {
      const paid = payloadOf('shopify', 'orders/paid');
      const created = payloadOf('shopify', 'orders/create');
      expect(paid.updated_at).toBe(created.updated_at);
      await apply(tx, 'shopify', 'orders/paid', paid, new Date('2026-03-02T09:15:01.700Z'));
      const late = await apply(tx, 'shopify', 'orders/create', created, new Date('2026-03-02T09:15:01.200Z'));
      expect(late).toBe('outdated');
      expect((await tx.select().from(schema.orders))[0]).toMatchObject({ financialState: 'paid' });
    }));

  it('keeps nothing of a deleted order, whatever comes later', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'shopify', 'orders/create', 'orders/delete');
      expect(await tx.$count(schema.orders)).toBe(0);
      // What it says of its customer is news all the same.
      await applyAll(tx, 'shopify', 'orders/updated');
      expect(await apply(tx, 'shopify', 'orders/updated')).toBe('outdated');
      expect(await apply(tx, 'shopify', 'fulfillments/create')).toBe('outdated');
      expect(await tx.$count(schema.orders)).toBe(0);
    }));

  it('erases a redacted customer with all orders, for good', () =>
    shop.within(async (tx) => {
      const second = { ...payloadOf('shopify', 'orders/create'), id: 4001009, name: '#EN1009' };
      await applyAll(tx, 'shopify', 'orders/updated', 'customers/update');
      await apply(tx, 'shopify', 'orders/create', second);
      expect(await apply(tx, 'shopify', 'customers/redact')).toBe('applied');
      await applyAll(tx, 'shopify', 'orders/updated', 'customers/update');
      await apply(tx, 'shopify', 'orders/create', { ...second, id: 4001010, name: '#EN1010' });
      expect(await tx.$count(schema.orders)).toBe(0);
      expect(await tx.$count(schema.customers)).toBe(0);
      expect(JSON.stringify(await tx.select().from(schema.shopParts))).not.toMatch(/mara|Kastanien|Leipzig/i);
    }));

  it('erases what a shop said until it left, and hears it when it comes back', () =>
    shop.within(async (tx) => {
      shop.options.currency = 'EUR';
      await applyAll(tx, 'shopify', 'orders/updated', 'products/update', 'customers/update');
      await apply(tx, 'standard', 'order.upserted');
      await apply(tx, 'shopify', 'shop/redact', undefined, new Date('2026-04-01T00:00:00Z'));
      const ids = (await tx.select().from(schema.orders)).map(({ id }) => id);
      expect(ids).toEqual(['standard:o-501']);
      expect(await tx.$count(schema.products)).toBe(0);
      expect(await apply(tx, 'shopify', 'orders/updated')).toBe('outdated');
      const back = { ...payloadOf('shopify', 'orders/create'), updated_at: '2026-04-02T00:00:00Z' };
      expect(await apply(tx, 'shopify', 'orders/create', back)).toBe('applied');
      shop.options.currency = null;
    }));

  it('keeps a product of Shopify with its variants, found by SKU, barcode and name', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'shopify', 'orders/create', 'products/update', 'products/create');
      const variant = {
        id: 'shopify:5001',
        sku: 'NL-SHIRT-BL-L',
        name: 'Linen Shirt (Blue / L)',
        description: 'A light shirt of pure linen & mother-of-pearl.\nWash at 40 °C.',
        price: { amountMinor: 5200, currency: 'EUR' },
        stock: 0,
        restockAt: null,
        attributes: { type: 'Shirt', brand: 'Northwind Linen', Colour: 'Blue', Size: 'L' },
      };
      expect(await shop.storefront.findProduct(tx, 'nl shirt bl-l')).toEqual(variant);
      expect(await shop.storefront.findProduct(tx, '4006381333948')).toEqual(variant);
      const [named] = await shop.storefront.findProductsNamedIn(tx, 'is the linen shirt warm?');
      expect(named).toMatchObject({
        name: 'Linen Shirt',
        stock: 5,
        attributes: { Size: 'M, L', prices: 'Blue / M: 49.00 EUR; Blue / L: 52.00 EUR' },
      });
    }));

  it('believes the newer of the product and its inventory level', () =>
    shop.within(async (tx) => {
      const stock = async (): Promise<number | null | undefined> =>
        (await shop.storefront.findProduct(tx, 'NL-SHIRT-BL-M'))?.stock;
      await applyAll(tx, 'shopify', 'orders/create', 'inventory_levels/update', 'products/update');
      expect(await stock()).toBe(3);
      const product = { ...payloadOf('shopify', 'products/update'), updated_at: '2026-03-05T00:00:00Z' };
      await apply(tx, 'shopify', 'products/update', product);
      expect(await stock()).toBe(5);
    }));

  it('waits with the price of a product for its currency', () =>
    shop.within(async (tx) => {
      await expect(apply(tx, 'shopify', 'products/update')).rejects.toMatchObject({
        code: 'SHOP_CURRENCY_UNKNOWN',
      });
    }));

  it('keeps a whole order of WooCommerce, with its parcel and its refund', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'woocommerce', 'order.created', 'order.updated', 'customer.updated');
      expect(await shop.order(tx, '#727')).toMatchObject({
        id: 'woocommerce:727',
        customerId: 'woocommerce:25',
        email: 'tomas@example.com',
        status: 'shipped',
        shippedAt: '2026-04-03T00:00:00.000Z',
        carrier: 'postnord',
        trackingNumber: 'SE123',
        trackingUrl: 'https://track.example.com/SE123',
        shippingAddress: 'Tomas Berg, Strandgatan 3, 621 56 Visby, I, Sweden',
        total: { amountMinor: 44700, currency: 'SEK' },
        refunds: [
          {
            amount: { amountMinor: 19900, currency: 'SEK' },
            createdAt: '2026-04-03T07:00:00.000Z',
            reason: 'A chipped mug',
          },
        ],
      });
    }));

  it('brings an order back from the trash of WooCommerce by its restoration only', () =>
    shop.within(async (tx) => {
      const trashed = eventOf('woocommerce', 'order.deleted');
      await applyAll(tx, 'woocommerce', 'order.created');
      await applier.apply(tx, trashed);
      await applyAll(tx, 'woocommerce', 'order.updated');
      expect(await tx.$count(schema.orders)).toBe(0);
      const restored = {
        ...eventOf('woocommerce', 'order.restored'),
        receivedAt: new Date('2026-06-11T00:00:00Z'),
      };
      await applier.apply(tx, restored);
      await applier.apply(tx, trashed);
      expect(await shop.order(tx, '727')).toMatchObject({ status: 'shipped' });
    }));

  it('ignores a cart of WooCommerce that nobody has ordered yet', () =>
    shop.within(async (tx) => {
      const cart = { ...payloadOf('woocommerce', 'order.created'), status: 'checkout-draft' };
      expect(await apply(tx, 'woocommerce', 'order.created', cart)).toBe('applied');
      expect(await tx.$count(schema.orders)).toBe(0);
    }));

  it('keeps a product of WooCommerce, and a variation under its parent', () =>
    shop.within(async (tx) => {
      await applyAll(tx, 'woocommerce', 'order.created', 'product.updated');
      expect(await shop.storefront.findProduct(tx, 'mug01')).toMatchObject({
        name: 'Stoneware Mug',
        price: { amountMinor: 19900, currency: 'SEK' },
        stock: 12,
        attributes: { Material: 'stoneware', 'Dishwasher safe': 'yes' },
      });
      const parent = {
        ...payloadOf('woocommerce', 'product.updated'),
        id: 200,
        name: 'Bowl',
        variations: [201],
      };
      const variation = {
        ...payloadOf('woocommerce', 'product.updated'),
        id: 201,
        type: 'variation',
        parent_id: 200,
        sku: 'BOWL-S',
        price: '99',
        attributes: [{ id: 6, name: 'Size', option: 'Small' }],
      };
      await apply(tx, 'woocommerce', 'product.updated', variation);
      await apply(tx, 'woocommerce', 'product.updated', {
        ...parent,
        sku: '',
        type: 'variable',
        price: '99',
      });
      expect(await shop.storefront.findProduct(tx, 'BOWL-S')).toMatchObject({
        name: 'Bowl (Small)',
        price: { amountMinor: 9900, currency: 'SEK' },
      });
    }));

  it('keeps an order of the standard format, in a currency without decimals', () =>
    shop.within(async (tx) => {
      await applyAll(
        tx,
        'standard',
        'order.upserted',
        'fulfilment.upserted',
        'refund.created',
        'return.updated',
      );
      expect(await shop.order(tx, '303 1234567 7654321')).toMatchObject({
        number: '303-1234567-7654321',
        status: 'shipped',
        isLate: true,
        expectedAt: '2026-05-07T00:00:00.000Z',
        trackingNumber: '4012-3456-7890',
        total: { amountMinor: 8800, currency: 'JPY' },
        refunds: [{ amount: { amountMinor: 1600, currency: 'JPY' } }],
        returns: [{ number: 'R-501-1', itemName: 'Cast Iron Teapot', orderLineId: 'standard:o-501:l-2' }],
      });
      await applyAll(tx, 'standard', 'stock.set', 'product.upserted');
      expect(await shop.storefront.findProduct(tx, 'POT-2')).toMatchObject({ stock: 6 });
      expect(await shop.storefront.findProduct(tx, 'POT-3')).toMatchObject({ stock: null });
    }));

  it('keeps orders of a deleted customer, under nobody', () =>
    shop.within(async (tx) => {
      await applyAll(
        tx,
        'standard',
        'order.upserted',
        'customer.upserted',
        'customer.deleted',
        'customer.upserted',
      );
      expect(await tx.select().from(schema.customers)).toMatchObject([
        { id: 'standard:c-77', email: '', name: '', phone: null, locale: null },
      ]);
      expect(await shop.order(tx, '303-1234567-7654321')).toMatchObject({ email: 'yuki@example.com' });
    }));

  it('makes whoever ordered without an account a customer of that order', () =>
    shop.within(async (tx) => {
      const guest = { ...payloadOf('shopify', 'orders/create'), customer: null };
      await apply(tx, 'shopify', 'orders/create', guest);
      expect(await shop.order(tx, 'EN1001')).toMatchObject({ customerId: 'guest:shopify:4001001' });
      await applyAll(tx, 'shopify', 'orders/delete');
      expect(await tx.$count(schema.customers)).toBe(0);
    }));

  it.each<[string, ShopEventSource, string, Record<string, unknown>, string]>([
    ['no id', 'shopify', 'orders/create', { id: null }, 'id'],
    ['a price that is none', 'shopify', 'orders/create', { total_price: '12,50' }, 'total_price'],
    ['a currency that is none', 'shopify', 'orders/create', { currency: 'EURO' }, 'currency'],
    ['a time without its zone', 'shopify', 'orders/create', { updated_at: '2026-03-02 10:00' }, 'updated_at'],
    ['lines that are no list', 'shopify', 'orders/create', { line_items: {} }, 'line_items'],
    ['a line that is no object', 'shopify', 'orders/create', { line_items: [7] }, 'line_items[0]'],
    ['one line twice', 'shopify', 'orders/create', { refunds: [{ id: 1 }, { id: 1 }] }, 'refunds[1].id'],
    ['an unknown state', 'shopify', 'fulfillments/create', { status: 'lost' }, 'status'],
    ['no order', 'shopify', 'refunds/create', { order_id: undefined }, 'order_id'],
    ['a count that is none', 'woocommerce', 'product.updated', { stock_quantity: '7' }, 'stock_quantity'],
    ['no number', 'standard', 'order.upserted', { data: { id: 'a' } }, 'data.number'],
    ['no data', 'standard', 'order.upserted', { data: [] }, 'data'],
  ])('refuses %s by its path alone', (_, source, topic, change, path) =>
    shop.within(async (tx) => {
      shop.options.currency = 'EUR';
      const refused = apply(tx, source, topic, { ...payloadOf(source, topic), ...change });
      await expect(refused).rejects.toThrow(MalformedEventError);
      await expect(refused).rejects.toMatchObject({ code: 'EVENT_MALFORMED', path });
      shop.options.currency = null;
    }),
  );

  it('refuses a fault deep inside an event of the standard format by its path', () =>
    shop.within(async (tx) => {
      const payload = payloadOf('standard', 'order.upserted') as {
        data: { lines: Record<string, unknown>[] };
      };
      payload.data.lines[1] = { ...payload.data.lines[1], unitPrice: 'secret' };
      await expect(apply(tx, 'standard', 'order.upserted', payload)).rejects.toMatchObject({
        path: 'data.lines[1].unitPrice',
        message: expect.not.stringContaining('secret'),
      });
    }));

  it('stores what a database cannot, and what is too long, cleaned and cut', () =>
    shop.within(async (tx) => {
      const hostile = {
        ...payloadOf('shopify', 'orders/create'),
        email: 'mara\0@example.com',
        financial_status: 'paid\uD800',
        shipping_address: { name: `\u0007${'x'.repeat(100_000)}`, city: 'Leip\nzig' },
      };
      expect(await apply(tx, 'shopify', 'orders/create', hostile)).toBe('applied');
      const [order] = await tx.select().from(schema.orders);
      expect(order).toMatchObject({ email: 'mara @example.com', financialState: 'paid' });
      expect(order?.shippingAddress).toBe(`${'x'.repeat(500)}, Leip zig`);
    }));
});
