import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { RecordsApp } from '../../../test/support/records-app';
import { recordsIn } from '../../../test/support/shop-event-fixtures';
import { shopifyWebhookOf } from '../../../test/support/shopify-webhook-of';
import { ENGINES } from '../../../test/support/test-database';
import {
  aCustomer,
  aFulfillment,
  aLineItem,
  anOrder,
  aProduct,
  aRefund,
  aReturn,
  aVariant,
  startShopifyAdmin,
  type OrderRow,
  type ShopifyAdmin,
} from '../../../test/stand-ins/shopify-admin';
import { ShopifyPuller } from '../shopify/api/shopify-puller';
import { ShopifyClient } from '../shopify/api/shopify.client';
import { PullLease } from './pull-lease';
import { PullService, type PullExtent, type PullResult } from './pull.service';

const ALL: PullExtent = { kind: 'import', since: null };
const CHANGES: PullExtent = { kind: 'changes' };

describe.each(ENGINES)(`${PullService.name} of Shopify on %s`, (engine) => {
  let app: RecordsApp;
  let shopify: ShopifyAdmin;
  let puller: ShopifyPuller;

  beforeAll(async () => {
    app = await RecordsApp.start(engine);
    app.shop.options.currency = 'GBP';
  });
  afterAll(() => app.shop.stop());
  beforeEach(async () => {
    shopify = await startShopifyAdmin({
      clock: () => Date.parse('2026-05-20T12:00:00Z'),
      bucket: { maximumAvailable: 1_000_000, restoreRate: 1000 },
    });
    puller = new ShopifyPuller(new ShopifyClient({ shop: shopify.url, accessToken: shopify.accessToken }));
  });
  afterEach(async () => {
    await shopify.close();
    await clear();
  });

  const clear = async (): Promise<void> => {
    await app.shop.database.execute(
      sql`truncate customers, products, shop_parts, import_cursors, pull_leases cascade`,
    );
  };
  const records = (): Promise<Record<string, unknown[]>> => app.shop.database.transaction(recordsIn);
  /** Without what the records follow from: its versions tell when a webhook was triggered. */
  const withoutParts = async (): Promise<Record<string, unknown[]>> =>
    Object.fromEntries(Object.entries(await records()).filter(([table]) => table !== 'shop_parts'));
  const pull = (extent: PullExtent = ALL, signal?: AbortSignal): Promise<PullResult> =>
    app.shop.app.get(PullService).pull(puller, extent, undefined, signal);

  it('reads an order with all that hangs on it to the end, however long', async () => {
    const customer = aCustomer();
    const lines = Array.from({ length: 130 }, (_, index) => aLineItem({ title: `Item ${index}` }));
    const order = anOrder({ customerId: customer.id, lineItems: lines });
    order.fulfillments = lines
      .slice(0, 8)
      .map((line) => aFulfillment(order, { lines: [{ lineItemId: line.id, quantity: 1 }] }));
    order.fulfillments.push(
      aFulfillment(order, { lines: lines.slice(8).map((line) => ({ lineItemId: line.id, quantity: 1 })) }),
    );
    order.fulfillments[0]!.events.push({
      id: 77,
      status: 'DELIVERED',
      happenedAt: '2026-05-05T10:00:00Z',
      message: null,
      estimatedDeliveryAt: null,
    });
    order.refunds = Array.from({ length: 7 }, (_, index) =>
      aRefund({ total: '1.00', lines: [{ lineItemId: lines[index]!.id }] }),
    );
    order.returns = Array.from({ length: 5 }, (_, index) =>
      aReturn([{ fulfillmentLineItemId: order.fulfillments[8]!.lines[index]!.id, quantity: 1 }], {
        name: `#${order.number}-R${index}`,
      }),
    );
    shopify.shop.customers.push(customer);
    shopify.shop.orders.push(order);
    expect(await pull()).toMatchObject({ outcome: 'done' });
    const found = await records();
    expect(found.orders).toMatchObject([{ id: `shopify:${order.id}`, customerId: `shopify:${customer.id}` }]);
    expect(found.order_lines).toHaveLength(130);
    expect(found.fulfilments).toHaveLength(9);
    const last = found.fulfilments!.find((one) => (one as { lines: unknown[] }).lines.length > 1);
    expect((last as { lines: unknown[] }).lines).toHaveLength(122);
    expect(found.fulfilments!.filter((one) => (one as { state: string }).state === 'delivered')).toHaveLength(
      1,
    );
    expect(found.refunds).toHaveLength(7);
    expect(found.shop_returns).toHaveLength(5);
  });

  it('reads products with all their variants and their stock', async () => {
    const variants = Array.from({ length: 45 }, (_, index) =>
      aVariant({ title: `Size ${index}`, sku: `S-${index}`, position: index + 1, available: index }),
    );
    shopify.shop.products.push(aProduct({ variants }), aProduct({ title: 'Another' }));
    await pull();
    const found = await records();
    expect(found.products).toHaveLength(2);
    expect(found.product_variants).toHaveLength(46);
    expect(found.product_variants).toEqual(
      expect.arrayContaining([expect.objectContaining({ sku: 'S-44', stock: 44, priceMinor: 1250 })]),
    );
  });

  it('comes to the same records as webhooks of the same orders, in either order', async () => {
    const arbitraryOrder = fc
      .record({
        quantities: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }),
        price: fc.integer({ min: 1, max: 99_999 }).map((minor) => (minor / 100).toFixed(2)),
        isSent: fc.boolean(),
        refunds: fc.integer({ min: 0, max: 3 }),
        isGuest: fc.boolean(),
        isCancelled: fc.boolean(),
        financialStatus: fc.constantFrom('PENDING', 'PAID', 'PARTIALLY_REFUNDED'),
      })
      .map(({ quantities, price, isSent, refunds, isGuest, isCancelled, financialStatus }) => {
        const customer = isGuest ? null : aCustomer();
        const order = anOrder({
          customerId: customer?.id ?? null,
          lineItems: quantities.map((quantity) => aLineItem({ quantity, unitPrice: price })),
          financialStatus,
          cancelledAt: isCancelled ? '2026-05-09T10:00:00Z' : null,
          updatedAt: '2026-05-10T10:00:00Z',
        });
        if (isSent) order.fulfillments.push(aFulfillment(order));
        for (let count = 0; count < refunds; count += 1) {
          order.refunds.push(aRefund({ note: `Refund ${count}`, total: '1.00', lines: [] }));
        }
        return { order, customer };
      });
    await fc.assert(
      fc.asyncProperty(arbitraryOrder, async ({ order, customer }) => {
        shopify.shop.orders.splice(0, Infinity, order);
        shopify.shop.customers.splice(0, Infinity, ...(customer ? [customer] : []));
        const triggered = new Date('2026-05-10T10:00:01Z');
        const payload = shopifyWebhookOf(order, customer);
        const hook = (): Promise<unknown> =>
          app.shop.database.transaction((tx) =>
            app.apply(tx, 'shopify', 'orders/updated', payload, triggered),
          );
        await clear();
        await hook();
        const told = await withoutParts();
        await pull();
        const toldAndPulled = await withoutParts();
        await clear();
        await pull();
        const pulled = await withoutParts();
        await hook();
        const pulledAndTold = await withoutParts();
        expect(pulled).toEqual(told);
        expect(toldAndPulled).toEqual(told);
        expect(pulledAndTold).toEqual(told);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('never wins over a newer webhook, and leaves erased records erased', async () => {
    const [old, gone] = [anOrder(), anOrder()];
    shopify.shop.orders.push(old, gone);
    await app.shop.database.transaction(async (tx) => {
      const newer: OrderRow = {
        ...old,
        updatedAt: '2026-05-11T10:00:00Z',
        cancelledAt: '2026-05-11T10:00:00Z',
      };
      await app.apply(tx, 'shopify', 'orders/updated', shopifyWebhookOf(newer, null));
      await app.apply(tx, 'shopify', 'orders/delete', { id: gone.id });
    });
    await pull();
    expect((await records()).orders).toMatchObject([{ externalId: String(old.id), status: 'cancelled' }]);
  });

  it('goes on from where it was stopped, and then reads only what has changed', async () => {
    const at = (minute: number): string => new Date(Date.UTC(2026, 4, 10, 0, minute)).toISOString();
    const orders = Array.from({ length: 40 }, (_, index) => anOrder({ updatedAt: at(index * 10) }));
    shopify.shop.orders.push(...orders);
    const stopping = new AbortController();
    const original = app.shop.app.get(PullService);
    const stopAtOrders = { begin: () => undefined, end: () => undefined, advance: () => stopping.abort() };
    const ordersOnly = {
      source: 'shopify' as const,
      lists: puller.lists.filter(({ name }) => name === 'orders'),
    };
    const first = await original.pull(ordersOnly, ALL, stopAtOrders, stopping.signal);
    expect(first.outcome).toBe('stopped');
    expect((await records()).orders).toHaveLength(15);
    const before = shopify.calls.length;
    expect((await pull()).outcome).toBe('done');
    expect((await records()).orders).toHaveLength(40);
    // Two empty lists, and two pages in place of three.
    expect(shopify.calls.length - before).toBe(4);
    orders[3]!.updatedAt = at(500);
    orders[3]!.cancelledAt = at(500);
    expect((await pull(CHANGES)).lists).toEqual(
      expect.arrayContaining([{ list: 'orders', read: 2, rejected: 0 }]),
    );
    expect((await records()).orders).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: `shopify:${orders[3]!.id}`, status: 'cancelled' }),
      ]),
    );
  });

  it('waits its turn while another replica reads', async () => {
    const other = new PullLease(app.shop.database);
    expect(await other.hold('shopify')).toBe(true);
    expect(await pull()).toEqual({ outcome: 'busy', lists: [] });
    await other.giveUp('shopify');
    expect((await pull()).outcome).toBe('done');
  });

  it('keeps within what the plan allows, and tries again what passes', async () => {
    await shopify.close();
    shopify = await startShopifyAdmin({ bucket: { maximumAvailable: 1000, restoreRate: 2000 } });
    const now = new Date().toISOString();
    shopify.shop.orders.push(...Array.from({ length: 46 }, () => anOrder({ createdAt: now })));
    puller = new ShopifyPuller(new ShopifyClient({ shop: shopify.url, accessToken: shopify.accessToken }));
    shopify.faults.add({ kind: 'answer', status: 502 });
    shopify.faults.add({ kind: 'disconnect' });
    expect((await pull()).outcome).toBe('done');
    expect((await records()).orders).toHaveLength(46);
  }, 30_000);

  it('gives up at once where the token is refused', async () => {
    puller = new ShopifyPuller(new ShopifyClient({ shop: shopify.url, accessToken: 'shpat_wrong' }));
    await expect(pull()).rejects.toMatchObject({ code: 'SHOP_API_REFUSED', status: 401 });
    expect(shopify.calls).toHaveLength(1);
  });
});
