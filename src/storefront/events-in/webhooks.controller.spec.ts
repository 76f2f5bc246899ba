import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request as rawRequest } from 'node:http';
import type { Answer } from '../../../test/support/channels-app';
import { EventsApp, SECRETS, shopifyHeaders, TableApplier } from '../../../test/support/events-app';
import { newId, OTHER_SECRET, SHOPIFY, WAYS, without, type Way } from '../../../test/support/webhook-ways';
import { ENGINES } from '../../../test/support/test-database';
import { WebhooksController } from './webhooks.controller';

const BODY = '{"id": 820982911946154508, "name": "#1001", "note": "Grüße 🎁"}';

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
      await expectRefusal(
        await send(way, BODY, way.sign(BODY, OTHER_SECRET)),
        401,
        'WEBHOOK_SIGNATURE_WRONG',
      );
    });

    it.each(['nonsense', 'v1,nonsense', 'v1,', '=', 'é'.repeat(44)])(
      'refuses %j for a signature',
      async (signature) => {
        const headers = { ...way.sign(BODY), [way.signature]: signature };
        await expectRefusal(await send(way, BODY, headers), 401, 'WEBHOOK_SIGNATURE_WRONG');
      },
    );

    it('refuses what is not signed', async () => {
      const headers = without(way.signature, way.sign(BODY));
      await expectRefusal(await send(way, BODY, headers), 401, 'WEBHOOK_SIGNATURE_MISSING');
    });

    it.each(way.needed)('refuses what comes without %s, or with a very long one', async (name) => {
      const headers = without(name, way.sign(BODY));
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
    const both = Object.entries(SECRETS).map(([name, secret]) => [name, `${OTHER_SECRET},${secret}`]);
    const events = await EventsApp.start('PGlite', Object.fromEntries(both));
    for (const way of WAYS) {
      for (const secret of [OTHER_SECRET, undefined]) {
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
