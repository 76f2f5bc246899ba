import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { request as rawRequest } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import '@shopify/shopify-api/adapters/node';
import type { Answer } from '../../../test/support/channels-app';
import { EventsApp, SECRETS, shopifyHeaders, TableApplier } from '../../../test/support/events-app';
import { ENGINES } from '../../../test/support/test-database';
import { WebhooksController } from './webhooks.controller';

const BODY = '{"id": 820982911946154508, "name": "#1001", "note": "Grüße 🎁"}';

/** A way in, and how an outsider signs for it. */
interface Way {
  path: string;
  signature: string;
  /** Headers that it cannot be without. */
  needed: string[];
  sign(body: string, secret?: string, id?: string): Record<string, string>;
}

let number = 0;
const newId = (): string => `msg_${(number += 1)}`;

const SHOPIFY: Way = {
  path: '/webhooks/shopify',
  signature: 'X-Shopify-Hmac-Sha256',
  needed: ['X-Shopify-Topic', 'X-Shopify-Webhook-Id', 'X-Shopify-Shop-Domain'],
  sign: (body, secret, id) => ({
    ...shopifyHeaders(body, 'orders/updated', secret),
    ...(id === undefined ? {} : { 'X-Shopify-Webhook-Id': id }),
  }),
};

const WOOCOMMERCE: Way = {
  path: '/webhooks/woocommerce',
  signature: 'X-WC-Webhook-Signature',
  needed: ['X-WC-Webhook-Topic', 'X-WC-Webhook-Source'],
  sign: (body, secret = SECRETS.WOOCOMMERCE_WEBHOOK_SECRET) => ({
    'Content-Type': 'application/json',
    'X-WC-Webhook-Source': 'https://shop.example.com/',
    'X-WC-Webhook-Topic': 'order.updated',
    'X-WC-Webhook-Resource': 'order',
    'X-WC-Webhook-Event': 'updated',
    'X-WC-Webhook-Signature': createHmac('sha256', secret).update(body).digest('base64'),
    'X-WC-Webhook-ID': '7',
    'X-WC-Webhook-Delivery-ID': 'the same within a second',
  }),
};

const STANDARD: Way = {
  path: '/webhooks/standard',
  signature: 'webhook-signature',
  needed: ['webhook-id', 'webhook-timestamp'],
  sign: (body, secret = SECRETS.STANDARD_WEBHOOK_SECRET, id = newId()) =>
    signedAt(new Date(), body, secret, id),
};

function signedAt(time: Date, body: string, secret: string, id = newId()): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, time, body),
  };
}

/** Another secret of the form that the way's secrets have. */
const OTHER = `whsec_${Buffer.from('a secret of somebody else').toString('base64')}`;
const WAYS = [SHOPIFY, WOOCOMMERCE, STANDARD];

describe.each(ENGINES)(`${WebhooksController.name} on %s`, (engine) => {
  let events: EventsApp;

  beforeAll(async () => {
    events = await EventsApp.start(engine);
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  const send = (way: Way, body: string | Buffer, headers: Record<string, string>): Promise<Answer> =>
    events.post(way.path, body, headers);
  const expectRefusal = async (answer: Answer, status: number, code: string): Promise<void> => {
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await events.events()).toEqual([]);
  };

  describe.each(WAYS)('at $path', (way) => {
    it('stores what is signed before it answers', async () => {
      const answer = await send(way, BODY, way.sign(BODY));
      expect(answer).toMatchObject({ status: 200, body: { result: 'stored' } });
      expect(await events.events()).toMatchObject([{ payload: JSON.parse(BODY) }]);
    });

    it('answers the same delivery again with 200 and does nothing twice', async () => {
      const body = '{"type": "order.updated", "id": 7}';
      const headers = way.sign(body, undefined, newId());
      const answers = await Promise.all([1, 2, 3, 4].map(() => send(way, body, headers)));
      answers.push(await send(way, body, headers));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(answers.map(({ body: { result } }) => String(result)).sort()).toEqual([
        ...Array.from({ length: 4 }, () => 'known'),
        'stored',
      ]);
      await events.later(0);
      expect(await events.applied()).toHaveLength(1);
    });

    it('refuses a body of which one byte was altered', async () => {
      const headers = way.sign(BODY);
      await expectRefusal(
        await send(way, BODY.replace('1001', '1002'), headers),
        401,
        'WEBHOOK_SIGNATURE_WRONG',
      );
    });

    it('refuses what another secret signed', async () => {
      await expectRefusal(await send(way, BODY, way.sign(BODY, OTHER)), 401, 'WEBHOOK_SIGNATURE_WRONG');
    });

    it.each(['nonsense', 'v1,nonsense', 'v1,', '=', 'é'.repeat(44)])(
      'refuses %j for a signature',
      async (signature) => {
        const headers = { ...way.sign(BODY), [way.signature]: signature };
        await expectRefusal(await send(way, BODY, headers), 401, 'WEBHOOK_SIGNATURE_WRONG');
      },
    );

    it('refuses what is not signed', async () => {
      const { [way.signature]: _, ...headers } = way.sign(BODY);
      await expectRefusal(await send(way, BODY, headers), 401, 'WEBHOOK_SIGNATURE_MISSING');
    });

    it.each(way.needed)('refuses what comes without %s, or with a very long one', async (name) => {
      const { [name]: _, ...headers } = way.sign(BODY);
      const answer = await send(way, BODY, headers);
      await expectRefusal(answer, 400, 'WEBHOOK_HEADER_MISSING');
      expect(answer.body.header).toBe(name.toLowerCase());
      const long = await send(way, BODY, { ...way.sign(BODY), [name]: '1'.repeat(301) });
      await expectRefusal(long, 400, 'WEBHOOK_HEADER_INVALID');
    });

    it('refuses an empty body, signed or not', async () => {
      await expectRefusal(await send(way, '', way.sign('')), 400, 'WEBHOOK_BODY_EMPTY');
    });

    it('takes the names of headers in any case', async () => {
      const headers = way.sign(BODY);
      for (const change of ['toUpperCase', 'toLowerCase'] as const) {
        const named = Object.entries(headers).map(([name, value]) => [name[change](), value]);
        const status = await rawStatus(events.url, way.path, BODY, Object.fromEntries(named));
        expect(status).toBe(200);
      }
    });

    it.each([`${way.path}/`, way.path.toUpperCase(), `${way.path}?from=a-proxy`])(
      'reads the bytes themselves also at %s',
      async (path) => {
        const answer = await events.post(path, BODY, way.sign(BODY));
        expect(answer).toMatchObject({ status: 200, body: { result: 'stored' } });
      },
    );

    it('keeps a signed body that is no JSON object among the dead letters, as text', async () => {
      const bodies = ['{"id": 7', '[1, 2]', 'null', '"text"', '\0', `${'['.repeat(9999)}`];
      for (const body of bodies) {
        expect(await send(way, body, way.sign(body))).toMatchObject({ status: 200 });
      }
      await events.later(0);
      const stored = await events.events();
      expect(stored.map(({ unreadableBody }) => unreadableBody)).toEqual(
        bodies.map((body) => body.replace('\0', '\uFFFD')),
      );
      for (const { state, errorCode, payload } of stored) {
        expect({ state, errorCode, payload }).toEqual({
          state: 'dead',
          errorCode: 'EVENT_NOT_JSON',
          payload: null,
        });
      }
    });

    it('stores what the database would refuse with a mark in its place', async () => {
      const body =
        '{"type": "order.updated", "n\\u0000": {"name": "a\\u0000b\\ud83d", "gift": "\\ud83c\\udf81"}}';
      expect(await send(way, body, way.sign(body))).toMatchObject({ status: 200 });
      const [stored] = await events.events();
      expect(stored?.payload).toEqual({
        type: 'order.updated',
        'n\uFFFD': { name: 'a\uFFFDb\uFFFD', gift: '🎁' },
      });
    });

    it('takes 5 MiB and no more', async () => {
      const body = (bytes: number): string =>
        JSON.stringify({ type: 'a.b', filling: 'a'.repeat(bytes - 27) });
      const fits = body(5 * 1024 * 1024);
      expect(fits.length).toBe(5 * 1024 * 1024);
      expect(await send(way, fits, way.sign(fits))).toMatchObject({ status: 200 });
      await events.empty();
      const large = `${fits} `;
      const answer = await send(way, large, way.sign(large));
      await expectRefusal(answer, 413, 'BODY_TOO_LARGE');
    });

    it('refuses a compressed body', async () => {
      const headers = { ...way.sign(BODY), 'Content-Encoding': 'gzip' };
      await expectRefusal(await send(way, BODY, headers), 415, 'BODY_ENCODED');
    });
  });

  it('answers at once, whatever the processing does', async () => {
    // The embedded database is one session: what is slow there is slow for everybody.
    if (engine === 'PGlite') return;
    let release = (): void => undefined;
    const stuck = new Promise<void>((resolve) => (release = resolve));
    TableApplier.then = () => stuck;
    for (let id = 1; id <= 8; id += 1) await events.shopify('orders/updated', { id });
    const began = performance.now();
    expect(await events.shopify('orders/updated', { id: 9 })).toMatchObject({ status: 200 });
    expect(performance.now() - began).toBeLessThan(100);
    expect(await events.applied()).toEqual([]);
    release();
  });

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

  it('tells apart what WooCommerce delivers within a second', async () => {
    for (const body of ['{"id": 7, "status": "processing"}', '{"id": 7, "status": "completed"}']) {
      await send(WOOCOMMERCE, body, WOOCOMMERCE.sign(body));
    }
    const other = { ...WOOCOMMERCE.sign(BODY), 'X-WC-Webhook-Topic': 'order.created' };
    await send(WOOCOMMERCE, BODY, WOOCOMMERCE.sign(BODY));
    await send(WOOCOMMERCE, BODY, other);
    const stored = await events.events();
    expect(stored.map(({ topic, resourceKey }) => [topic, resourceKey])).toEqual([
      ['order.updated', 'order:7'],
      ['order.updated', 'order:7'],
      ['order.updated', 'order:820982911946154500'],
      ['order.created', 'order:820982911946154500'],
    ]);
  });

  it("answers WooCommerce's first ping, unsigned and as a form, and stores nothing", async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const ping = await send(WOOCOMMERCE, 'webhook_id=7', form);
    expect(ping).toMatchObject({ status: 200, body: { result: 'ping' } });
    expect(await events.events()).toEqual([]);
    await expectRefusal(await send(WOOCOMMERCE, 'webhook_id=7&id=8', form), 401, 'WEBHOOK_SIGNATURE_MISSING');
    const json = { 'Content-Type': 'application/json' };
    await expectRefusal(await send(WOOCOMMERCE, 'webhook_id=7', json), 401, 'WEBHOOK_SIGNATURE_MISSING');
  });

  describe('after the Standard Webhooks specification', () => {
    const body = JSON.stringify({
      type: 'order.shipped',
      timestamp: '2026-03-02T09:00:00.000Z',
      data: { order_id: 'W1001' },
    });

    it('takes what the library of the specification signs, and tells what it says', async () => {
      const headers = STANDARD.sign(body, undefined, 'msg_first');
      expect(new Webhook(SECRETS.STANDARD_WEBHOOK_SECRET).verify(body, headers)).toEqual(JSON.parse(body));
      expect(await send(STANDARD, body, headers)).toMatchObject({ status: 200 });
      expect(await events.events()).toMatchObject([
        {
          source: 'standard',
          topic: 'order.shipped',
          deliveryKey: 'msg_first',
          resourceKey: 'order:W1001',
          triggeredAt: new Date('2026-03-02T09:00:00Z'),
        },
      ]);
    });

    it.each([-299, 299])(
      'takes a time that is %d s away, and none a few seconds further',
      async (seconds) => {
        const near = new Date(events.now.getTime() + seconds * 1000);
        const secret = SECRETS.STANDARD_WEBHOOK_SECRET;
        expect(await send(STANDARD, body, signedAt(near, body, secret))).toMatchObject({ status: 200 });
        await events.empty();
        const far = new Date(near.getTime() + Math.sign(seconds) * 4_000);
        await expectRefusal(
          await send(STANDARD, body, signedAt(far, body, secret)),
          401,
          'WEBHOOK_TIMESTAMP_STALE',
        );
      },
    );

    it('takes one right signature among several', async () => {
      const headers = STANDARD.sign(body);
      const wrong = `v1,${'A'.repeat(43)}=`;
      const several = `v1a,x ${wrong} ${headers['webhook-signature']} ${wrong}`;
      expect(await send(STANDARD, body, { ...headers, 'webhook-signature': several })).toMatchObject({
        status: 200,
      });
    });

    it.each(['id', 'timestamp'])('refuses another %s than was signed', async (part) => {
      const headers = STANDARD.sign(body);
      const now = String(Math.floor(Date.now() / 1000) + 1);
      const changed: Record<string, string> =
        part === 'id' ? { 'webhook-id': 'another' } : { 'webhook-timestamp': now };
      await expectRefusal(
        await send(STANDARD, body, { ...headers, ...changed }),
        401,
        'WEBHOOK_SIGNATURE_WRONG',
      );
    });

    it.each(['soon', '1e9', '-5', '2026-03-02T09:00:00Z'])('refuses %s for a time', async (timestamp) => {
      const headers = { ...STANDARD.sign(body), 'webhook-timestamp': timestamp };
      await expectRefusal(await send(STANDARD, body, headers), 400, 'WEBHOOK_HEADER_INVALID');
    });

    it('keeps an event without a type among the dead letters', async () => {
      await send(STANDARD, '{"data": {}}', STANDARD.sign('{"data": {}}'));
      await events.later(0);
      expect(await events.events()).toMatchObject([
        { state: 'dead', errorCode: 'EVENT_MALFORMED', errorPath: 'type' },
      ]);
    });
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
      [BODY, shopifyHeaders(BODY, 'orders/paid', OTHER)],
      [BODY, { ...signed, 'X-Shopify-Hmac-Sha256': 'nonsense' }],
    ];
    const verdicts = await Promise.all(
      tries.map(async ([body, headers]) => [
        await theirs(body, headers),
        (await send(SHOPIFY, body, headers)).status === 200,
      ]),
    );
    expect(verdicts).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });

  it('counts what it receives and refuses, and what waits', async () => {
    TableApplier.then = () => Promise.reject(new Error('not now'));
    const before = await metrics(events.url);
    const headers = shopifyHeaders(BODY);
    await send(SHOPIFY, BODY, headers);
    await send(SHOPIFY, BODY, headers);
    await send(SHOPIFY, `${BODY} `, headers);
    await events.later(0);
    const after = await metrics(events.url);
    const grown = (result: string): number => {
      const name = `storedesk_shop_events_total{source="shopify",result="${result}"}`;
      return (after.get(name) ?? 0) - (before.get(name) ?? 0);
    };
    expect(['received', 'duplicate', 'refused', 'failed', 'applied'].map(grown)).toEqual([1, 1, 1, 1, 0]);
    expect(after.get('storedesk_shop_events_waiting')).toBe(1);
  });

  it('writes neither what an event says nor a signature into the log', async () => {
    TableApplier.then = () => Promise.reject(new Error('not now'));
    const body = '{"id": 7, "customer": {"first_name": "Xanthippe", "email": "xan@example.com"}}';
    const headers = shopifyHeaders(body);
    await send(SHOPIFY, body, headers);
    await send(SHOPIFY, `${body} `, headers);
    await events.later(0);
    const log = events.log.join('');
    expect(log).toContain('an event of the shop failed');
    expect(log).not.toMatch(/Xanthippe|xan@|secret of/);
    expect(log).not.toContain(headers['X-Shopify-Hmac-Sha256']);
  });
});

describe(`${WebhooksController.name}, by its secrets`, () => {
  it('is not there for a source without one, whatever comes', async () => {
    const events = await EventsApp.start('PGlite', {});
    for (const way of WAYS) {
      expect(await events.post(way.path, BODY, way.sign(BODY))).toMatchObject({
        status: 404,
        body: { code: 'WEBHOOK_SOURCE_OFF' },
      });
    }
    await events.stop();
  });

  it('takes both secrets while one is rotated', async () => {
    const both = Object.entries(SECRETS).map(([name, secret]) => [name, `${OTHER},${secret}`]);
    const events = await EventsApp.start('PGlite', Object.fromEntries(both));
    for (const way of WAYS) {
      for (const secret of [OTHER, undefined]) {
        const body = `{"type": "a.b", "by": "${way.path}, ${secret ?? 'the old one'}"}`;
        expect(await events.post(way.path, body, way.sign(body, secret))).toMatchObject({
          status: 200,
          body: { result: 'stored' },
        });
      }
    }
    await events.stop();
  });
});

/** Headers as they are written; `fetch` writes them in lower case. */
function rawStatus(
  url: string,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = rawRequest(`${url}${path}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', reject);
    request.end(body);
  });
}

async function metrics(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith('storedesk_shop_events'));
  return new Map(
    lines.map((line): [string, number] => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}
