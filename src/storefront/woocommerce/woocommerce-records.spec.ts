import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordsApp } from '../../../test/support/records-app';
import { eventOf, payloadOf } from '../../../test/support/shop-event-fixtures';
import type { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';

describe.each(ENGINES)('The records of WooCommerce on %s', (engine) => {
  let records: RecordsApp;
  let shop: StorefrontApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
    shop = records.shop;
  });
  afterAll(() => shop.stop());

  it('keeps a whole order of WooCommerce, with its parcel and its refund', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'woocommerce', 'order.created', 'order.updated', 'customer.updated');
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
      await records.applyAll(tx, 'woocommerce', 'order.created');
      await records.applier.apply(tx, trashed);
      await records.applyAll(tx, 'woocommerce', 'order.updated');
      expect(await tx.$count(schema.orders)).toBe(0);
      const restored = {
        ...eventOf('woocommerce', 'order.restored'),
        receivedAt: new Date('2026-06-11T00:00:00Z'),
      };
      await records.applier.apply(tx, restored);
      await records.applier.apply(tx, trashed);
      expect(await shop.order(tx, '727')).toMatchObject({ status: 'shipped' });
    }));

  it('keeps an order of WooCommerce of whose customer it says the id alone', () =>
    shop.within(async (tx) => {
      const order = { ...payloadOf('woocommerce', 'order.created'), customer_id: 4711, billing: undefined };
      expect(await records.apply(tx, 'woocommerce', 'order.created', order)).toBe('applied');
      expect(await shop.order(tx, '727')).toMatchObject({ customerId: 'woocommerce:4711', email: '' });
    }));

  it('ignores a cart of WooCommerce that nobody has ordered yet', () =>
    shop.within(async (tx) => {
      const cart = { ...payloadOf('woocommerce', 'order.created'), status: 'checkout-draft' };
      expect(await records.apply(tx, 'woocommerce', 'order.created', cart)).toBe('applied');
      expect(await tx.$count(schema.orders)).toBe(0);
    }));

  it('keeps a product of WooCommerce, and a variation under its parent', () =>
    shop.within(async (tx) => {
      await records.applyAll(tx, 'woocommerce', 'order.created', 'product.updated');
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
      await records.apply(tx, 'woocommerce', 'product.updated', variation);
      await records.apply(tx, 'woocommerce', 'product.updated', {
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
});
