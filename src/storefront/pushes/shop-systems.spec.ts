import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  aFulfillment,
  anOrder as aShopifyOrder,
  startShopifyAdmin,
  type ShopifyAdmin,
} from '../../../test/stand-ins/shopify-admin';
import {
  anOrder as aWooOrder,
  startWooCommerce,
  type WooCommerce,
} from '../../../test/stand-ins/woocommerce-rest';
import { ShopifySystem } from '../shopify/api/shopify-system';
import { ShopifyClient } from '../shopify/api/shopify.client';
import { WooCommerceSystem } from '../woocommerce/api/woocommerce-system';
import { WooCommerceClient } from '../woocommerce/api/woocommerce.client';
import { referenceOf } from './push-note';
import type { ShopPush } from './shop-system';

const pushOf = (kind: ShopPush['kind'], orderId: number, more: Partial<ShopPush> = {}): ShopPush => ({
  key: `conversation:1:${kind}`,
  kind,
  orderExternalId: String(orderId),
  orderNumber: '1001',
  ...more,
});

describe(ShopifySystem.name, () => {
  let shopify: ShopifyAdmin;
  let system: ShopifySystem;

  beforeEach(async () => {
    shopify = await startShopifyAdmin({ jobDelayMs: 300 });
    system = new ShopifySystem(new ShopifyClient({ shop: shopify.url, accessToken: shopify.accessToken }), {
      cancelRefunds: false,
      cancelRestocks: true,
    });
  });
  afterEach(() => shopify.close());

  const order = (): ReturnType<typeof aShopifyOrder> => {
    const one = aShopifyOrder({ createdAt: new Date().toISOString() });
    shopify.shop.orders.push(one);
    return one;
  };
  const mutations = (name: string): number =>
    shopify.calls.filter(({ body }) => body.includes(`${name}(`)).length;

  it('cancels an order when Shopify has done it, and once', async () => {
    const one = order();
    const push = pushOf('cancel_order', one.id);
    expect(await system.push(push)).toEqual({ state: 'done' });
    expect(one.cancelledAt).not.toBeNull();
    expect(one.refunds).toEqual([]);
    expect(await system.push(push)).toEqual({ state: 'done' });
    expect(mutations('orderCancel')).toBe(1);
  });

  it('finds what was done although its answer was lost', async () => {
    const one = order();
    const push = pushOf('cancel_order', one.id);
    const find = pushOf('cancel_order', 1);
    expect(await system.push(find)).toMatchObject({ state: 'refused', reason: 'order_not_found' });
    // The first call looks, the second cancels.
    const looked = shopify.calls.length;
    const pushed = (async () => {
      while (shopify.calls.length === looked) await new Promise((resolve) => setImmediate(resolve));
      shopify.faults.add({ kind: 'lost-answer' });
    })();
    await expect(Promise.all([system.push(push), pushed])).rejects.toMatchObject({ mayPass: true });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await system.push(push)).toEqual({ state: 'done' });
    expect(mutations('orderCancel')).toBe(1);
  });

  it('says why an order that was sent is not cancelled', async () => {
    const one = order();
    one.fulfillments.push(aFulfillment(one));
    expect(await system.push(pushOf('cancel_order', one.id))).toMatchObject({ state: 'refused' });
    expect(one.cancelledAt).toBeNull();
  });

  it('leaves an address to staff, in the order’s note and by a tag, once', async () => {
    const one = order();
    one.note = 'Gift wrap';
    const push = pushOf('change_address', one.id, { newAddress: '5 New Street\nLeeds' });
    expect(await system.push(push)).toEqual({ state: 'requested' });
    expect(await system.push(push)).toEqual({ state: 'requested' });
    expect(one.note).toMatch(/^Gift wrap\n\n.*5 New Street\nLeeds/s);
    expect(one.note?.split(referenceOf(push))).toHaveLength(2);
    expect(one.tags).toEqual(['address-change-requested']);
  });

  it('asks for a return of what was sent, once, and of nothing else', async () => {
    const one = order();
    const [line, unsent] = one.lineItems;
    one.fulfillments.push(aFulfillment(one, { lines: [{ lineItemId: line!.id, quantity: 1 }] }));
    const lineOf = (id: number): ShopPush['line'] => ({
      externalId: String(id),
      sku: '',
      name: 'Mug',
      quantity: 1,
    });
    const push = pushOf('create_return', one.id, {
      line: lineOf(line!.id),
      returnNumber: 'R-1',
      reason: 'Chipped',
    });
    expect(await system.push(push)).toEqual({ state: 'requested' });
    expect(await system.push(push)).toEqual({ state: 'requested' });
    expect(one.returns).toHaveLength(1);
    expect(one.returns[0]).toMatchObject({ status: 'REQUESTED', lines: [{ quantity: 1 }] });
    expect(one.returns[0]!.lines[0]!.customerNote).toContain('R-1 · Chipped');
    const other = pushOf('create_exchange', one.id, {
      key: 'other',
      line: lineOf(unsent!.id),
      wantedItem: 'Red',
    });
    expect(await system.push(other)).toEqual({ state: 'refused', reason: 'nothing_to_return' });
  });
});

describe(WooCommerceSystem.name, () => {
  let woo: WooCommerce;
  let system: WooCommerceSystem;

  beforeEach(async () => {
    woo = await startWooCommerce();
    const access = { url: woo.url, consumerKey: 'ck_stand-in', consumerSecret: 'cs_stand-in' };
    system = new WooCommerceSystem(new WooCommerceClient(access));
  });
  afterEach(() => woo.close());

  it.each(['pending', 'on-hold', 'processing'])('cancels an order that is %s, once', async (status) => {
    const one = aWooOrder({ status });
    woo.site.orders.push(one);
    expect(await system.push(pushOf('cancel_order', one.id))).toEqual({ state: 'done' });
    expect(await system.push(pushOf('cancel_order', one.id))).toEqual({ state: 'done' });
    expect(one.status).toBe('cancelled');
    expect(woo.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('says why it does not cancel what was sent, or is not there', async () => {
    const one = aWooOrder({ status: 'completed' });
    woo.site.orders.push(one);
    expect(await system.push(pushOf('cancel_order', one.id))).toEqual({
      state: 'refused',
      reason: 'order_completed',
    });
    expect(await system.push(pushOf('cancel_order', 99_999))).toEqual({
      state: 'refused',
      reason: 'order_not_found',
    });
  });

  it('leaves returns and addresses to staff, in one note each', async () => {
    const one = aWooOrder({});
    woo.site.orders.push(one);
    const push = pushOf('create_return', one.id, {
      line: { externalId: '1', sku: 'MUG', name: 'Mug', quantity: 1 },
      returnNumber: 'R-7',
    });
    const address = pushOf('change_address', one.id, { newAddress: 'Neue Straße 1' });
    expect(await system.push(push)).toEqual({ state: 'requested' });
    expect(await system.push(push)).toEqual({ state: 'requested' });
    expect(await system.push(address)).toEqual({ state: 'requested' });
    expect(one.notes.map(({ note }) => note)).toEqual([
      expect.stringContaining('Neue Straße 1'),
      expect.stringContaining('R-7'),
    ]);
    expect(one.notes.every((note) => !note.customer_note)).toBe(true);
  });

  it('throws where the keys are wrong: the order is not to blame', async () => {
    const access = { url: woo.url, consumerKey: 'ck_stand-in', consumerSecret: 'wrong' };
    const wrong = new WooCommerceSystem(new WooCommerceClient(access));
    await expect(wrong.push(pushOf('cancel_order', 1))).rejects.toMatchObject({ status: 401 });
  });
});
