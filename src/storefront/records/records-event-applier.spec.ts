import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordsApp } from '../../../test/support/records-app';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import type { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import type { ShopEventSource } from '../events-in/event-applier.port';
import { MalformedEventError } from '../events-in/events-in.errors';
import { SHOPIFY_EVENTS } from '../shopify/shopify-events';
import { STANDARD_EVENTS } from '../standard/standard-events';
import { WOOCOMMERCE_EVENTS } from '../woocommerce/woocommerce-events';
import { RecordsEventApplier } from './records-event-applier.service';

const TOPICS = [
  ...[...SHOPIFY_EVENTS.keys()].map((topic) => ['shopify', topic] as const),
  ...[...WOOCOMMERCE_EVENTS.keys()].map((topic) => ['woocommerce', topic] as const),
  ...[...STANDARD_EVENTS.keys()].map((topic) => ['standard', topic] as const),
];

describe.each(ENGINES)(`${RecordsEventApplier.name} on %s`, (engine) => {
  let records: RecordsApp;
  let shop: StorefrontApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
    shop = records.shop;
  });
  afterAll(() => shop.stop());

  it.each(TOPICS)('applies the payload that %s documents for %s', (source, topic) =>
    shop.within(async (tx) => {
      shop.options.currency = 'EUR';
      expect(await records.apply(tx, source, topic)).toBe('applied');
      shop.options.currency = null;
    }),
  );

  it('does not know what says nothing about records', () =>
    shop.within(async (tx) => {
      expect(await records.apply(tx, 'shopify', 'app/uninstalled', {})).toBe('unknown_topic');
      expect(await records.apply(tx, 'woocommerce', 'constructor', {})).toBe('unknown_topic');
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
      const refused = records.apply(tx, source, topic, { ...payloadOf(source, topic), ...change });
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
      await expect(records.apply(tx, 'standard', 'order.upserted', payload)).rejects.toMatchObject({
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
      expect(await records.apply(tx, 'shopify', 'orders/create', hostile)).toBe('applied');
      const [order] = await tx.select().from(schema.orders);
      expect(order).toMatchObject({ email: 'mara @example.com', financialState: 'paid' });
      expect(order?.shippingAddress).toBe(`${'x'.repeat(500)}, Leip zig`);
    }));
});
