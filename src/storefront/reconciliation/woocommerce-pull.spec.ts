import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { RecordsApp } from '../../../test/support/records-app';
import { recordsIn } from '../../../test/support/shop-event-fixtures';
import { ENGINES } from '../../../test/support/test-database';
import {
  aCustomer,
  aLineItem,
  anOrder,
  aProduct,
  aRefund,
  aVariation,
  badGateway,
  startWooCommerce,
  tooManyRequests,
  type WooCommerce,
} from '../../../test/stand-ins/woocommerce-rest';
import { DEFAULT_OPTIONS } from '../storefront.options';
import { WooCommercePuller } from '../woocommerce/api/woocommerce-puller';
import { WooCommerceClient } from '../woocommerce/api/woocommerce.client';
import { PullService, type PullExtent, type PullResult } from './pull.service';
import { ReconcilerService } from './reconciler.service';

const ALL: PullExtent = { kind: 'import', since: null };

describe.each(ENGINES)(`${PullService.name} of WooCommerce on %s`, (engine) => {
  let app: RecordsApp;
  let woo: WooCommerce;
  let client: WooCommerceClient;
  let puller: WooCommercePuller;

  beforeAll(async () => {
    app = await RecordsApp.start(engine);
    app.shop.options.currency = 'EUR';
  });
  afterAll(() => app.shop.stop());
  beforeEach(async () => {
    woo = await startWooCommerce({ timeZone: 'Europe/Berlin' });
    client = new WooCommerceClient({
      url: woo.url,
      consumerKey: 'ck_stand-in',
      consumerSecret: 'cs_stand-in',
    });
    puller = new WooCommercePuller(client);
  });
  afterEach(async () => {
    await woo.close();
    await clear();
  });

  const clear = async (): Promise<void> => {
    await app.shop.database.execute(
      sql`truncate customers, products, shop_parts, import_cursors, pull_leases cascade`,
    );
  };
  const records = (): Promise<Record<string, unknown[]>> => app.shop.database.transaction(recordsIn);
  const pull = (extent: PullExtent = ALL): Promise<PullResult> =>
    app.shop.app.get(PullService).pull(puller, extent);
  const at = (seconds: number): string =>
    new Date(Date.UTC(2026, 4, 10, 0, 0, seconds)).toISOString().slice(0, 19);

  it('reads every order, also where many changed in one second', async () => {
    const orders = Array.from({ length: 350 }, (_, index) =>
      anOrder({ date_modified_gmt: at(index < 230 ? 7 : index) }),
    );
    woo.site.orders.push(...orders);
    expect((await pull()).outcome).toBe('done');
    expect((await records()).orders).toHaveLength(350);
  });

  it('misses no order that another one’s change moves up while it is read', async () => {
    const orders = Array.from({ length: 250 }, (_, index) => anOrder({ date_modified_gmt: at(index) }));
    woo.site.orders.push(...orders);
    const list = puller.lists.find(({ name }) => name === 'orders');
    let pages = 0;
    const moving = {
      ...list!,
      async *pages(...all: Parameters<NonNullable<typeof list>['pages']>) {
        for await (const page of list!.pages(...all)) {
          yield page;
          if (pages++ === 0) orders.slice(0, 50).forEach((order) => (order.date_modified_gmt = at(1_000)));
        }
      },
    };
    await app.shop.app.get(PullService).pull({ source: 'woocommerce', lists: [moving] }, ALL);
    expect((await records()).orders).toHaveLength(250);
  });

  it('reads customers, products with all variations, and refunds with their time and lines', async () => {
    const customer = aCustomer();
    const variations = Array.from({ length: 120 }, (_, index) => aVariation({ sku: `V-${index}` }));
    const product = aProduct({ type: 'variable', variations });
    const line = aLineItem({ quantity: 3 });
    const refunded = aLineItem({
      quantity: -1,
      meta_data: [{ id: 1, key: '_refunded_item_id', value: String(line.id) }],
    });
    const order = anOrder({
      customer_id: customer.id,
      line_items: [line],
      refunds: [aRefund({ date_created_gmt: '2026-05-03T10:00:00', amount: '5.00', line_items: [refunded] })],
      date_modified_gmt: '2026-05-04T10:00:00',
    });
    woo.site.customers.push(customer);
    woo.site.products.push(product, aProduct());
    woo.site.orders.push(order);
    await pull();
    const found = await records();
    expect(found.customers).toMatchObject([{ id: `woocommerce:${customer.id}`, email: customer.email }]);
    expect(found.products).toHaveLength(2);
    expect(found.product_variants).toHaveLength(121);
    expect(found.refunds).toMatchObject([
      {
        amountMinor: 500,
        createdAt: '2026-05-03T10:00:00.000Z',
        lines: [{ lineId: `woocommerce:${order.id}:${line.id}`, quantity: 1 }],
      },
    ]);
  });

  it('comes to the same records as the webhook of the same order', async () => {
    woo.site.orders.push(
      anOrder(),
      anOrder({ status: 'completed', date_completed_gmt: '2026-05-03T10:00:00' }),
    );
    await pull();
    const pulled = await records();
    const payloads = await client.get<unknown[]>('/orders');
    const hook = async (): Promise<void> =>
      app.shop.database.transaction(async (tx) => {
        for (const payload of payloads) await app.apply(tx, 'woocommerce', 'order.updated', payload);
      });
    await hook();
    expect(await records()).toEqual(pulled);
    await clear();
    await hook();
    expect(await records()).toEqual(pulled);
  });

  it('knows the prices of a new shop’s products by the currency of its orders', async () => {
    app.shop.options.currency = null;
    woo.site.orders.push(anOrder());
    woo.site.products.push(aProduct());
    try {
      expect((await pull()).outcome).toBe('done');
      expect((await records()).products).toMatchObject([{ currency: 'EUR' }]);
    } finally {
      app.shop.options.currency = 'EUR';
    }
  });

  it('does as it is told when it is too much, and tries again what passes', async () => {
    woo.site.orders.push(anOrder());
    woo.faults.add(tooManyRequests(1));
    woo.faults.add(badGateway());
    const began = Date.now();
    expect((await pull()).outcome).toBe('done');
    expect(Date.now() - began).toBeGreaterThan(1_000);
    expect((await records()).orders).toHaveLength(1);
  });

  it('never stops the service: a reconciliation that fails goes on the next time', async () => {
    const service = new ReconcilerService(DEFAULT_OPTIONS, [puller], app.shop.app.get(PullService));
    const order = anOrder();
    woo.site.orders.push(order);
    const { url } = woo;
    const down = new WooCommercePuller(
      new WooCommerceClient({ url, consumerKey: 'ck_stand-in', consumerSecret: 'wrong' }),
    );
    await new ReconcilerService(DEFAULT_OPTIONS, [down], app.shop.app.get(PullService)).reconcile();
    expect((await records()).orders).toEqual([]);
    await service.reconcile();
    expect((await records()).orders).toHaveLength(1);
  });
});
