import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eq, sql } from 'drizzle-orm';
import { schema } from '../../src/storage';
import { CataloguePort } from '../../src/templates';
import { BotApp } from '../support/bot-app';
import { SECRETS, shopifyHeaders } from '../support/events-app';
import { type FakeConnector, startConnector } from '../support/fake-connector';
import { payloadOf } from '../support/shop-event-fixtures';
import { until } from '../support/until';

const HOUR_MS = 3_600_000;
/** An order of the fixtures, its customer, and where its parcel can be followed. */
const ORDER = 'EN1001';
const MARA = 'mara@example.com';
const PARCEL = payloadOf('shopify', 'fulfillments/create').tracking_url as string;

interface Late {
  text: string;
  author: string;
  templateId?: string;
}

/** What the shop's systems tell reaches the customer who asked, without their asking again. */
describe('news of an order', () => {
  let bot: BotApp;
  let url: string;
  let connector: FakeConnector;
  let activities = 0;
  const conversation: Record<'german' | 'english' | 'stranger', string> = {
    german: '',
    english: '',
    stranger: '',
  };

  /** Quiet hours begin three hours from now: each test that wants them goes there by the clock. */
  const timeOfDay = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(11, 16);
  const at = (ms = 0): string => new Date(Date.now() + ms).toISOString().replace(/\.\d+/, '');

  const tell = async (topic: string, change: object, deliveryId?: string): Promise<void> => {
    const body = JSON.stringify({ ...payloadOf('shopify', topic), ...change });
    const id: Record<string, string> = deliveryId ? { 'X-Shopify-Webhook-Id': deliveryId } : {};
    const headers = { ...shopifyHeaders(body, topic), ...id };
    const answer = await fetch(`${url}/webhooks/shopify`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  };
  const applied = (): Promise<void> =>
    until(async () => {
      const rows = await bot.database.select({ state: schema.shopEvents.state }).from(schema.shopEvents);
      expect(rows.filter(({ state }) => state === 'dead')).toEqual([]);
      return rows.every(({ state }) => state !== 'pending');
    });
  const ask = async (
    conversationId: string,
    text: string,
    locale?: string,
  ): Promise<{ templateId: string; text: string } | undefined> => {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conversationId, text, locale }),
    });
    return ((await response.json()) as { replies: { templateId: string; text: string }[] }).replies[0];
  };
  const begin = async (): Promise<string> => {
    const response = await fetch(`${url}/v1/conversations`, { method: 'POST' });
    return ((await response.json()) as { conversationId: string }).conversationId;
  };
  const late = async (conversationId: string): Promise<Late[]> => {
    const response = await fetch(`${url}/v1/conversations/${conversationId}/messages?after=0`);
    return ((await response.json()) as { messages: Late[] }).messages;
  };
  /** By Bot Framework. */
  const send = async (text: string, room: object, from: string): Promise<void> => {
    activities += 1;
    const activity = {
      type: 'message',
      id: `activity-${activities}`,
      channelId: 'emulator',
      serviceUrl: connector.url,
      conversation: room,
      from: { id: from },
      recipient: { id: 'bot' },
      text,
    };
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    };
    expect((await fetch(`${url}/api/messages`, init)).status).toBe(200);
    await connector.accepted(activities);
  };
  const untilNothingWaits = (): Promise<void> =>
    until(async () => {
      const { customerNotices } = schema;
      return (await bot.database.$count(customerNotices, sql`done_at is null`)) === 0;
    });

  beforeAll(async () => {
    connector = await startConnector();
    const quietHours = `${timeOfDay(3 * HOUR_MS)}-${timeOfDay(5 * HOUR_MS)}`;
    bot = await BotApp.start({ ...SECRETS, QUIET_HOURS: quietHours });
    url = await bot.url();
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const shipped = catalogue.find('notice_order_shipped')!;
    const de = { ok: 'Ihre Bestellung {{order.number}} ist unterwegs: {{trackingLink order}}' };
    await catalogue.publish({ ...shipped, bodies: { ...shipped.bodies, de } }, shipped.kind);

    await tell('orders/create', { updated_at: at(-HOUR_MS) });
    await applied();
    for (const name of ['german', 'english', 'stranger'] as const) conversation[name] = await begin();
    await ask(conversation.german, `where is my order ${ORDER}?`, 'de-AT');
    expect(await ask(conversation.german, MARA, 'de-AT')).toMatchObject({ templateId: 'order_status' });
    await ask(conversation.english, `where is my order ${ORDER}?`);
    expect(await ask(conversation.english, MARA)).toMatchObject({ templateId: 'order_status' });
    await ask(conversation.stranger, `where is my order ${ORDER}?`);
    expect(await ask(conversation.stranger, 'ana@example.com')).toMatchObject({ templateId: 'not_verified' });
    for (const [room, from] of [
      [{ id: 'alone' }, 'mara'],
      [{ id: 'family', isGroup: true }, 'mara'],
    ] as const) {
      await send(`where is my order ${ORDER}?`, room, from);
      await send(MARA, room, from);
    }
    expect(connector.deliveries).toHaveLength(4);
  });
  afterAll(async () => {
    await bot.stop();
    await connector.close();
  });

  it('comes once within two seconds though its event comes ten times, in the language of each conversation', async () => {
    const sent = { created_at: at(), updated_at: at() };
    const sentAt = Date.now();
    await Promise.all(
      Array.from({ length: 10 }, (_, time) =>
        tell('fulfillments/create', sent, time < 5 ? 'the same delivery' : undefined),
      ),
    );
    await until(async () => (await late(conversation.german)).length > 0);
    expect(Date.now() - sentAt).toBeLessThan(2_000);
    expect(await late(conversation.german)).toMatchObject([
      {
        text: `Ihre Bestellung ${ORDER} ist unterwegs: ${PARCEL}`,
        author: 'bot',
        templateId: 'notice_order_shipped',
      },
    ]);
    const [english] = await late(conversation.english);
    expect(english?.text).toMatch(
      new RegExp(`^Good news: a parcel of your order ${ORDER} is on its way with DHL`),
    );
    expect(english?.text).toContain(PARCEL);
    expect(await ask(conversation.english, 'and when will it come?')).toMatchObject({
      templateId: 'order_status',
      text: expect.stringContaining(ORDER),
    });
  });

  it('goes to the customer’s own chat of Bot Framework, and to no group', async () => {
    const [news, ...others] = (await connector.accepted(5)).slice(4);
    expect(others).toEqual([]);
    expect(news).toMatchObject({
      path: '/v3/conversations/alone/activities',
      activity: { recipient: { id: 'mara' }, text: expect.stringContaining(PARCEL) },
    });
  });

  it('comes when the order is delivered; that it was sent, told late, says nothing any more', async () => {
    const arrived = { happened_at: at(), created_at: at(), updated_at: at() };
    for (let time = 0; time < 3; time += 1) await tell('fulfillment_events/create', arrived);
    await tell('fulfillments/update', { updated_at: at(), status: 'success', shipment_status: null });
    await tell('fulfillments/create', { created_at: at(-HOUR_MS), updated_at: at(-HOUR_MS) });
    await applied();
    await until(async () => (await late(conversation.english)).length > 1);
    await untilNothingWaits();
    expect((await late(conversation.english)).map(({ templateId }) => templateId)).toEqual([
      'notice_order_shipped',
      'notice_order_delivered',
    ]);
  });

  it('waits for the end of the quiet hours', async () => {
    bot.advanceClock(4 * HOUR_MS);
    await tell('refunds/create', { created_at: at(), processed_at: at() });
    await applied();
    await until(async () => {
      const { dueAt, doneAt } = schema.customerNotices;
      const [row] = await bot.database
        .select({ dueAt })
        .from(schema.customerNotices)
        .where(sql`${doneAt} is null`);
      return row !== undefined && row.dueAt.getTime() > Date.now() + 4.5 * HOUR_MS;
    });
    expect(await late(conversation.english)).toHaveLength(2);
    bot.advanceClock(5 * HOUR_MS + 60_000);
    await until(async () => (await late(conversation.english)).length > 2);
    const last = (await late(conversation.english)).at(-1);
    expect(last).toMatchObject({
      templateId: 'notice_order_refunded',
      text: expect.stringContaining('€12.50'),
    });
  });

  it('reaches nobody else, and nobody any more once the customer is erased', async () => {
    expect(await late(conversation.stranger)).toEqual([]);
    await tell('customers/redact', {});
    await applied();
    expect(await bot.database.$count(schema.orderLinks)).toBe(0);
    const rows = await bot.database.select().from(schema.orders).where(eq(schema.orders.number, ORDER));
    expect(rows).toEqual([]);
    await tell('refunds/create', { id: 5_502, created_at: at(), processed_at: at() });
    await applied();
    await untilNothingWaits();
    // The conversation went with the customer.
    const gone = await fetch(`${url}/v1/conversations/${conversation.english}/messages?after=0`);
    expect(gone.status).toBe(404);
    expect(await late(conversation.stranger)).toEqual([]);
  });
});
