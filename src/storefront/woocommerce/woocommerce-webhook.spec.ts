import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../../test/support/channels-app';
import { EventsApp } from '../../../test/support/events-app';
import { ENGINES } from '../../../test/support/test-database';
import { WOOCOMMERCE } from '../../../test/support/webhook-ways';

const BODY = '{"id": 9, "status": "completed"}';

describe.each(ENGINES)('An event of WooCommerce, on %s', (engine) => {
  let events: EventsApp;

  beforeAll(async () => {
    events = await EventsApp.start(engine);
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  const send = (body: string, headers: Record<string, string>): Promise<Answer> =>
    events.post(WOOCOMMERCE.path, body, headers);
  const expectRefusal = async (answer: Answer, status: number, code: string): Promise<void> => {
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await events.events()).toEqual([]);
  };

  it('tells apart what WooCommerce delivers within a second', async () => {
    for (const body of ['{"id": 7, "status": "processing"}', '{"id": 7, "status": "completed"}']) {
      await send(body, WOOCOMMERCE.sign(body));
    }
    const other = { ...WOOCOMMERCE.sign(BODY), 'X-WC-Webhook-Topic': 'order.created' };
    await send(BODY, WOOCOMMERCE.sign(BODY));
    await send(BODY, other);
    const stored = await events.events();
    expect(stored.map(({ topic, resourceKey }) => [topic, resourceKey])).toEqual([
      ['order.updated', 'order:7'],
      ['order.updated', 'order:7'],
      ['order.updated', 'order:9'],
      ['order.created', 'order:9'],
    ]);
  });

  it("answers WooCommerce's first ping, unsigned and as a form, and stores nothing", async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const ping = await send('webhook_id=7', form);
    expect(ping).toMatchObject({ status: 200, body: { result: 'ping' } });
    expect(await events.events()).toEqual([]);
    await expectRefusal(await send('webhook_id=7&id=8', form), 401, 'WEBHOOK_SIGNATURE_MISSING');
    const json = { 'Content-Type': 'application/json' };
    await expectRefusal(await send('webhook_id=7', json), 401, 'WEBHOOK_SIGNATURE_MISSING');
  });
});
