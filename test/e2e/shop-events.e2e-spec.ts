import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { schema } from '../../src/storage';
import { BotApp } from '../support/bot-app';
import { SECRETS, shopifyHeaders } from '../support/events-app';
import { StaffClient } from '../support/staff-client';

describe('events of the shop, at the whole service', () => {
  let bot: BotApp;
  let url: string;

  beforeAll(async () => {
    // A limit that one customer would reach at once.
    bot = await BotApp.start({ ...SECRETS, RATE_LIMIT_PER_MINUTE: '1' });
    url = await bot.url();
  });
  afterAll(() => bot.stop());

  const post = async (path: string, body: string, headers: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body, headers });
    return { status: response.status, ...((await response.json()) as object) };
  };

  it('are believed by their signature, stored, and shown to staff, whatever the rate', async () => {
    const id = 'msg_whole_service';
    const event = JSON.stringify({ type: 'nobody.knows.this', timestamp: '2026-03-02T09:00:00Z', data: {} });
    const time = new Date();
    const signature = new Webhook(SECRETS.STANDARD_WEBHOOK_SECRET).sign(id, time, event);
    const headers = {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
      'webhook-signature': signature,
    };
    expect(await post('/webhooks/standard', event, headers)).toEqual({ status: 200, result: 'stored' });
    for (let again = 0; again < 20; again += 1) {
      expect(await post('/webhooks/standard', event, headers)).toEqual({ status: 200, result: 'known' });
    }
    const [stored] = await bot.database.select().from(schema.shopEvents);
    expect(stored).toMatchObject({ source: 'standard', topic: 'nobody.knows.this', deliveryKey: id });
    const operator = new StaffClient(url, { Authorization: 'Bearer admin' });
    expect((await operator.get(`/shop-events/${stored!.id}`)).body).toMatchObject({
      payload: JSON.parse(event),
    });
  });

  it('are refused in the words of the other addresses', async () => {
    const body = '{"id": 7}';
    expect(await post('/webhooks/shopify', '{"id": 8}', shopifyHeaders(body))).toMatchObject({
      status: 401,
      type: 'urn:storedesk:problem:webhook-signature-wrong',
      code: 'WEBHOOK_SIGNATURE_WRONG',
      requestId: expect.any(String),
    });
    expect(await fetch(`${url}/webhooks/shopify`)).toMatchObject({ status: 405 });
  });
});
