import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordsApp } from '../../../test/support/records-app';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import type { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { IdentityPort } from '../identity.port';

describe.each(ENGINES)('The records of Shopify on %s', (engine) => {
  let records: RecordsApp;
  let shop: StorefrontApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
    shop = records.shop;
  });
  afterAll(() => shop.stop());

  it('keeps a whole order of Shopify', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'orders/updated', 'refunds/create', 'returns/approve');
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
            isThere: false,
            deliveredAt: null,
          },
          {
            id: 'shopify:4001001:8002',
            sku: 'NL-TOWEL',
            name: 'Tea Towel',
            quantity: 1,
            unitPrice: { amountMinor: 1250, currency: 'EUR' },
            isFinalSale: false,
            isThere: false,
            deliveredAt: null,
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

  it.each([
    ['returns/close', [{ number: 'EN1001-R1', state: 'received' }]],
    ['returns/decline', [{ number: 'EN1001-R1', state: 'refused' }]],
    ['returns/cancel', []],
  ])('knows by %s which return ended, though it names neither its lines nor its number', (end, returns) =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'orders/updated', 'returns/request', end);
      expect(await shop.order(tx, 'EN1001')).toMatchObject({ returns });
      expect(await records.apply(tx, 'shopify', end)).toBe('outdated');
      await records.applyAll(tx, 'shopify', 'returns/approve');
      expect(await shop.order(tx, 'EN1001')).toMatchObject({ returns });
    }),
  );

  it.each([
    ['returns/close', ['received']],
    ['returns/decline', ['refused']],
    ['returns/cancel', []],
  ])('keeps what %s says until the return and its order come', (end, states) =>
    shop.within(async (tx) => {
      expect(await records.apply(tx, 'shopify', end)).toBe('applied');
      await records.applyAll(tx, 'shopify', 'returns/request', 'orders/updated');
      const order = await shop.order(tx, 'EN1001');
      expect(order?.returns.map(({ state }) => state)).toEqual(states);
    }),
  );

  it('numbers a return without a name by its id', () =>
    shop.within(async (tx) => {
      const unnamed = { ...payloadOf('shopify', 'returns/request'), name: null };
      await records.applyAll(tx, 'shopify', 'orders/updated');
      await records.apply(tx, 'shopify', 'returns/request', unnamed);
      expect(await shop.order(tx, 'EN1001')).toMatchObject({ returns: [{ number: '88001' }] });
    }));

  it('takes the day of delivery from what the carrier says', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'fulfillment_events/create', 'orders/fulfilled');
      expect(await shop.order(tx, 'en 1001')).toMatchObject({
        status: 'delivered',
        deliveredAt: '2026-03-05T13:20:00.000Z',
      });
      await records.applyAll(tx, 'shopify', 'refunds/create');
      expect(await shop.order(tx, 'en 1001')).toMatchObject({ status: 'partly_refunded' });
    }));

  it('says a cancelled order is cancelled', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'orders/cancelled');
      expect(await shop.order(tx, 'EN1002')).toMatchObject({
        status: 'cancelled',
        cancelledAt: '2026-03-02T11:00:00.000Z',
      });
    }));

  it('keeps what belongs to an order until the order comes', () =>
    shop.within(async (tx) => {
      expect(await records.apply(tx, 'shopify', 'fulfillments/create')).toBe('applied');
      expect(await records.apply(tx, 'shopify', 'refunds/create')).toBe('applied');
      expect(await tx.$count(schema.orders)).toBe(0);
      await records.applyAll(tx, 'shopify', 'orders/create');
      expect(await shop.order(tx, 'EN1001')).toMatchObject({
        status: 'shipped',
        carrier: 'DHL',
        refunds: [{ reason: 'One towel was torn' }],
      });
    }));

  it('never lets an older event win over a newer one', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'orders/updated', 'customers/update');
      expect(await records.apply(tx, 'shopify', 'orders/updated')).toBe('outdated');
      expect(await records.apply(tx, 'shopify', 'orders/create')).toBe('outdated');
      expect(await records.apply(tx, 'shopify', 'customers/create')).toBe('outdated');
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
      await records.apply(tx, 'shopify', 'orders/paid', paid, new Date('2026-03-02T09:15:01.700Z'));
      const late = await records.apply(
        tx,
        'shopify',
        'orders/create',
        created,
        new Date('2026-03-02T09:15:01.200Z'),
      );
      expect(late).toBe('outdated');
      expect((await tx.select().from(schema.orders))[0]).toMatchObject({ financialState: 'paid' });
    }));

  it('keeps nothing of a deleted order, whatever comes later', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'orders/create', 'orders/delete');
      expect(await tx.$count(schema.orders)).toBe(0);
      // What it says of its customer is news all the same.
      await records.applyAll(tx, 'shopify', 'orders/updated');
      expect(await records.apply(tx, 'shopify', 'orders/updated')).toBe('outdated');
      expect(await records.apply(tx, 'shopify', 'fulfillments/create')).toBe('outdated');
      expect(await tx.$count(schema.orders)).toBe(0);
    }));

  it('erases a redacted customer with all orders, for good', () =>
    shop.within(async (tx) => {
      const second = { ...payloadOf('shopify', 'orders/create'), id: 4001009, name: '#EN1009' };
      await records.applyAll(tx, 'shopify', 'orders/updated', 'customers/update');
      await records.apply(tx, 'shopify', 'orders/create', second);
      expect(await records.apply(tx, 'shopify', 'customers/redact')).toBe('applied');
      await records.applyAll(tx, 'shopify', 'orders/updated', 'customers/update');
      await records.apply(tx, 'shopify', 'orders/create', { ...second, id: 4001010, name: '#EN1010' });
      expect(await tx.$count(schema.orders)).toBe(0);
      expect(await tx.$count(schema.customers)).toBe(0);
      expect(JSON.stringify(await tx.select().from(schema.shopParts))).not.toMatch(/mara|Kastanien|Leipzig/i);
    }));

  it('erases what a shop said until it left, and hears it when it comes back', () =>
    shop.within(async (tx) => {
      shop.options.currency = 'EUR';
      await records.applyAll(tx, 'shopify', 'orders/updated', 'products/update', 'customers/update');
      await records.apply(tx, 'standard', 'order.upserted');
      await records.apply(tx, 'shopify', 'shop/redact', undefined, new Date('2026-04-01T00:00:00Z'));
      const ids = (await tx.select().from(schema.orders)).map(({ id }) => id);
      expect(ids).toEqual(['standard:o-501']);
      expect(await tx.$count(schema.products)).toBe(0);
      expect(await records.apply(tx, 'shopify', 'orders/updated')).toBe('outdated');
      const back = { ...payloadOf('shopify', 'orders/create'), updated_at: '2026-04-02T00:00:00Z' };
      expect(await records.apply(tx, 'shopify', 'orders/create', back)).toBe('applied');
      shop.options.currency = null;
    }));

  it('keeps a product of Shopify with its variants, found by SKU, barcode and name', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'shopify', 'orders/create', 'products/update', 'products/create');
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
      await records.applyAll(tx, 'shopify', 'orders/create', 'inventory_levels/update', 'products/update');
      expect(await stock()).toBe(3);
      const product = { ...payloadOf('shopify', 'products/update'), updated_at: '2026-03-05T00:00:00Z' };
      await records.apply(tx, 'shopify', 'products/update', product);
      expect(await stock()).toBe(5);
    }));

  it.each([
    ['deny', 0, 0],
    ['continue', 5, 5],
    ['continue', 0, null],
    ['continue', -3, null],
  ])('takes a variant with the policy %s and %i left for one with %s left', (policy, left, stock) =>
    shop.within(async (tx) => {
      const product = payloadOf('shopify', 'products/update');
      const [variant] = product.variants as object[];
      const variants = [{ ...variant, inventory_policy: policy, inventory_quantity: left }];
      await records.applyAll(tx, 'shopify', 'orders/create');
      await records.apply(tx, 'shopify', 'products/update', { ...product, variants });
      expect(await shop.storefront.findProduct(tx, 'NL-SHIRT-BL-M')).toMatchObject({ stock });
    }),
  );

  it('waits with the price of a product for its currency', () =>
    shop.within(async (tx) => {
      await expect(records.apply(tx, 'shopify', 'products/update')).rejects.toMatchObject({
        code: 'SHOP_CURRENCY_UNKNOWN',
      });
    }));

  it('makes whoever ordered without an account a customer of that order', () =>
    shop.within(async (tx) => {
      const guest = { ...payloadOf('shopify', 'orders/create'), customer: null };
      await records.apply(tx, 'shopify', 'orders/create', guest);
      expect(await shop.order(tx, 'EN1001')).toMatchObject({ customerId: 'guest:shopify:4001001' });
      await records.applyAll(tx, 'shopify', 'orders/delete');
      expect(await tx.$count(schema.customers)).toBe(0);
    }));

  it('proves no order that is under no address by giving none', () =>
    shop.within(async (tx) => {
      const order = { ...payloadOf('shopify', 'orders/create'), email: null, contact_email: '' };
      await records.apply(tx, 'shopify', 'orders/create', order);
      const attempt = { conversationId: 'conversation-1', orderNumber: 'EN1001', email: ' ' };
      expect(await shop.app.get(IdentityPort).prove(tx, attempt)).toEqual({ kind: 'not_verified' });
    }));
});
