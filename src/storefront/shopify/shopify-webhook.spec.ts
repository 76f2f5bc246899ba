import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import '@shopify/shopify-api/adapters/node';
import type { Answer } from '../../../test/support/channels-app';
import { EventsApp, SECRETS, shopifyHeaders } from '../../../test/support/events-app';
import { ENGINES } from '../../../test/support/test-database';
import { OTHER_SECRET, SHOPIFY } from '../../../test/support/webhook-ways';

const BODY = '{"id": 820982911946154508, "name": "#1001", "note": "Grüße 🎁"}';

describe.each(ENGINES)('An event of Shopify, on %s', (engine) => {
  let events: EventsApp;

  beforeAll(async () => {
    events = await EventsApp.start(engine);
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  const send = (body: string, headers: Record<string, string>): Promise<Answer> =>
    events.post(SHOPIFY.path, body, headers);
  it('tells what Shopify says about an event', async () => {
    const headers = { 'X-Shopify-Webhook-Id': 'b54557e4', 'X-Shopify-Event-Id': '98880550' };
    await events.shopify('refunds/create', { id: 1, order_id: 450789469 }, headers);
    expect(await events.events()).toMatchObject([
      {
        source: 'shopify',
        topic: 'refunds/create',
        deliveryKey: 'b54557e4',
        eventId: '98880550',
        origin: 'juniper-and-oak.myshopify.com',
        resourceKey: 'order:450789469',
        triggeredAt: new Date('2026-03-02T09:00:00.123Z'),
      },
    ]);
  });

  it.each([
    ['orders/edited', { order_edit: { id: 1, order_id: 7 } }, 'order:7'],
    ['orders/paid', { id: 7 }, 'order:7'],
    ['fulfillments/create', { id: 1, order_id: 7 }, 'order:7'],
    ['returns/request', { id: 1, order: { id: 7 } }, 'order:7'],
    ['products/update', { id: 7 }, 'products:7'],
    ['inventory_levels/update', { inventory_item_id: 7, available: 2 }, 'inventory_items:7'],
    ['customers/redact', { shop_id: 1, customer: { id: 7 } }, 'customers:7'],
    ['app/uninstalled', { name: 'a shop' }, null],
  ])('keeps %s in order with %j', async (topic, payload, resourceKey) => {
    await events.shopify(topic, payload);
    expect(await events.events()).toMatchObject([{ resourceKey }]);
  });

  it('takes an id that no source would give for none', async () => {
    await events.shopify('orders/updated', { id: 'x'.repeat(5000) });
    expect(await events.events()).toMatchObject([{ resourceKey: null }]);
  });

  it("agrees with Shopify's own library about what is signed", async () => {
    const shopify = shopifyApi({
      apiKey: 'a key',
      apiSecretKey: SECRETS.SHOPIFY_WEBHOOK_SECRET,
      apiVersion: ApiVersion.January26,
      hostName: 'localhost',
      isEmbeddedApp: false,
      logger: { log: () => Promise.resolve() },
    });
    const theirs = async (body: string, headers: Record<string, string>): Promise<boolean> => {
      const rawRequest = { headers: Object.fromEntries(Object.entries(headers)), method: 'POST', url: '/' };
      const { valid } = await shopify.webhooks.validate({ rawBody: body, rawRequest });
      return valid;
    };
    const signed = shopifyHeaders(BODY);
    const tries: [string, Record<string, string>][] = [
      [BODY, signed],
      [`${BODY} `, signed],
      [BODY, shopifyHeaders(BODY, 'orders/paid', OTHER_SECRET)],
      [BODY, { ...signed, 'X-Shopify-Hmac-Sha256': 'nonsense' }],
    ];
    const verdicts = await Promise.all(
      tries.map(async ([body, headers]) => [
        await theirs(body, headers),
        (await send(body, headers)).status === 200,
      ]),
    );
    expect(verdicts).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });
});
