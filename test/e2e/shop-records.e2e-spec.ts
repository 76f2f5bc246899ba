import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '@shopify/shopify-api/adapters/node';
import { createSHA256HMAC, HashFormat } from '@shopify/shopify-api/runtime';
import { SignJWT } from 'jose';
import { schema } from '../../src/storage';
import type { ShopEventSource } from '../../src/storefront';
import { BotApp, CUSTOMER_TOKEN_SECRET } from '../support/bot-app';
import { SECRETS } from '../support/events-app';
import { payloadOf } from '../support/shop-event-fixtures';
import { SHOPIFY, STANDARD, WOOCOMMERCE, type Way } from '../support/webhook-ways';
import { until } from '../support/until';

const WAYS: Record<ShopEventSource, Way & { topicHeader?: string }> = {
  shopify: { ...SHOPIFY, topicHeader: 'X-Shopify-Topic' },
  woocommerce: { ...WOOCOMMERCE, topicHeader: 'X-WC-Webhook-Topic' },
  standard: STANDARD,
};

/** By the vendor's own library. */
const signedByShopify = (body: string): Promise<string> =>
  createSHA256HMAC(SECRETS.SHOPIFY_WEBHOOK_SECRET, body, HashFormat.Base64);

/** What the shop's systems tell is what a customer is told, by the shipped model and templates. */
describe('records of events in chat', () => {
  let bot: BotApp;
  let url: string;

  /** Signed and sent as the source does it; it has to be applied within a second. */
  const apply = async (source: ShopEventSource, topic: string): Promise<void> => {
    const body = JSON.stringify(payloadOf(source, topic));
    const way = WAYS[source];
    const headers = {
      ...way.sign(body),
      ...(way.topicHeader ? { [way.topicHeader]: topic } : {}),
      ...(source === 'shopify' && { [way.signature]: await signedByShopify(body) }),
    };
    const sent = Date.now();
    const answer = await fetch(`${url}${way.path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
    expect(answer.status).toBe(200);
    await until(async () => (await waiting()) === 0);
    expect(Date.now() - sent).toBeLessThan(1_000);
  };
  const waiting = async (): Promise<number> => {
    const rows = await bot.database.select({ state: schema.shopEvents.state }).from(schema.shopEvents);
    expect(rows.filter(({ state }) => state !== 'pending' && state !== 'applied')).toEqual([]);
    return rows.filter(({ state }) => state === 'pending').length;
  };
  const tokenOf = (sub: string, email: string): Promise<string> =>
    new SignJWT({ sub, email })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(CUSTOMER_TOKEN_SECRET));
  const ask = async (text: string, customerToken?: string): Promise<{ templateId: string; text: string }> => {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, customerToken }),
    });
    const { replies } = (await response.json()) as { replies: { templateId: string; text: string }[] };
    return replies[0] ?? { templateId: '', text: '' };
  };

  beforeAll(async () => {
    bot = await BotApp.start(SECRETS);
    url = await bot.url();
  });
  afterAll(() => bot.stop());

  it('tells a signed-in customer where an order of Shopify is, as its events go on', async () => {
    const mara = await tokenOf('shopify:7001001', 'mara@example.com');
    await apply('shopify', 'orders/create');
    const placed = await ask('where is my order #EN1001?', mara);
    expect(placed.templateId).toBe('order_status');
    expect(placed.text).not.toContain('00340434161094000001');
    await apply('shopify', 'fulfillments/create');
    const sent = await ask('where is my order EN1001', mara);
    expect(sent.text).toContain('DHL');
    expect(sent.text).toContain('00340434161094000001');
    await apply('shopify', 'fulfillment_events/create');
    expect((await ask('has EN1001 arrived?', mara)).text).toMatch(/delivered/i);
  });

  it('tells it nobody else', async () => {
    const ana = await tokenOf('cust-ana', 'ana@example.com');
    const { text } = await ask('where is my order #EN1001?', ana);
    expect(text).not.toMatch(/DHL|delivered|0034043416/i);
  });

  it('tells where an order of WooCommerce, and one of the standard format, is', async () => {
    await apply('woocommerce', 'order.updated');
    const tomas = await tokenOf('woocommerce:25', 'tomas@example.com');
    expect((await ask('where is my order #727?', tomas)).text).toContain('SE123');
    await apply('standard', 'order.upserted');
    await apply('standard', 'fulfilment.upserted');
    const yuki = await tokenOf('standard:c-77', 'yuki@example.com');
    expect((await ask('where is my order 303-1234567-7654321?', yuki)).text).toContain('4012-3456-7890');
  });

  it('knows of a product what its event says', async () => {
    await apply('woocommerce', 'product.updated');
    expect((await ask('is the stoneware mug dishwasher safe?')).text).toMatch(/dishwasher safe: yes/i);
  });
});
