import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordsApp } from '../../../test/support/records-app';
import type { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';

describe.each(ENGINES)('The records of the standard format on %s', (engine) => {
  let records: RecordsApp;
  let shop: StorefrontApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
    shop = records.shop;
  });
  afterAll(() => shop.stop());

  it('keeps an order of the standard format, in a currency without decimals', () =>
    shop.within(async (tx) => {
      await records.applyAll(
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
      await records.applyAll(tx, 'standard', 'stock.set', 'product.upserted');
      expect(await shop.storefront.findProduct(tx, 'POT-2')).toMatchObject({ stock: 6 });
      expect(await shop.storefront.findProduct(tx, 'POT-3')).toMatchObject({ stock: null });
    }));

  it('keeps orders of a deleted customer, under nobody', () =>
    shop.within(async (tx) => {
      await records.applyAll(
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
});
