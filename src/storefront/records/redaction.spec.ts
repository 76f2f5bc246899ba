import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { RecordsApp } from '../../../test/support/records-app';
import { eventOf, payloadOf } from '../../../test/support/shop-event-fixtures';
import type { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { RedactionService } from './redaction.service';

const NOW = new Date('2026-06-15T12:00:00Z');
/** Of the customer of the fixtures. */
const PERSONAL = /mara|Kastanien|Leipzig|scratched/i;

interface Received {
  topic: string;
  key: string | null;
  payload: unknown;
  state?: string;
}

describe.each(ENGINES)(`${RedactionService.name} on %s`, (engine) => {
  let records: RecordsApp;
  let shop: StorefrontApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
    shop = records.shop;
    shop.options.currency = 'EUR';
  });
  afterEach(() =>
    shop.database.execute(sql`truncate customers, products, shop_parts, shop_events, outgoing_events,
      webhook_subscriptions, conversations, actions, tickets cascade`),
  );
  afterAll(() => shop.stop());

  const receive = async ({ topic, key, payload, state = 'applied' }: Received): Promise<void> => {
    await shop.database.insert(schema.shopEvents).values({
      source: 'shopify',
      topic,
      deliveryKey: `${topic} ${Math.random()}`,
      resourceKey: key,
      payload,
      state,
      receivedAt: NOW,
      nextAttemptAt: NOW,
      finishedAt: state === 'pending' ? null : NOW,
    });
  };
  const told = (...topics: string[]): Promise<void> =>
    shop.database.transaction(async (tx) => {
      for (const topic of topics) await records.apply(tx, 'shopify', topic);
    });
  const everythingStored = async (): Promise<string> => {
    const { shopEvents, outgoingEvents, webhookAttempts, tickets, actions, transcript, turns } = schema;
    const tables = [shopEvents, outgoingEvents, webhookAttempts, tickets, actions, transcript, turns];
    const all = await Promise.all(tables.map((table) => shop.database.select().from(table)));
    return JSON.stringify(all);
  };

  /** What a customer leaves behind who asks about an order in chat and sends something back. */
  const leaveTraces = async (orderId: string): Promise<void> => {
    const { database } = shop;
    await database.insert(schema.conversations).values({ id: 'c1', channel: 'rest', state: {} });
    await database
      .insert(schema.transcript)
      .values({ conversationId: 'c1', author: 'customer', text: 'I am Mara' });
    await database.insert(schema.actions).values({
      idempotencyKey: 'c1:1',
      conversationId: 'c1',
      type: 'create_return',
      orderId,
      request: { reason: 'scratched' },
      outcome: 'ok',
      facts: {},
    });
    await database.insert(schema.tickets).values({
      number: 'T1',
      conversationId: 'c1',
      subject: 'item_defective',
      message: 'it came scratched, Mara',
    });
    await database.insert(schema.webhookSubscriptions).values({
      id: 's1',
      url: 'https://erp.example.com',
      description: '',
      secret: 'whsec_x',
      createdBy: 'test',
      createdAt: NOW,
    });
    const [event] = await database
      .insert(schema.outgoingEvents)
      .values({
        messageId: 'evt_1',
        type: 'return.requested',
        lane: `order:${orderId}`,
        data: { conversationId: 'c1', order: { id: orderId, number: '#EN1001' }, reason: 'scratched' },
        occurredAt: NOW,
      })
      .returning();
    const [delivery] = await database
      .insert(schema.webhookDeliveries)
      .values({
        subscriptionId: 's1',
        eventId: event!.id,
        lane: event!.lane,
        nextAttemptAt: NOW,
        queuedAt: NOW,
      })
      .returning();
    await database
      .insert(schema.webhookAttempts)
      .values({ deliveryId: delivery!.id, at: NOW, durationMs: 1, status: 500, answer: 'no Mara here' });
  };

  it('leaves nothing of a customer in what was received, sent and said', async () => {
    const order = payloadOf('shopify', 'orders/updated') as { id: number; customer: { id: number } };
    await told('orders/updated', 'customers/update');
    const orderId = `shopify:${order.id}`;
    await receive({ topic: 'orders/updated', key: `order:${order.id}`, payload: order });
    await receive({
      topic: 'customers/update',
      key: `customers:${order.customer.id}`,
      payload: payloadOf('shopify', 'customers/update'),
    });
    // Never understood, so nobody knows the order as this customer's.
    await receive({ topic: 'orders/create', key: 'order:77', payload: { ...order, id: 77 }, state: 'dead' });
    await leaveTraces(orderId);
    expect(await everythingStored()).toMatch(PERSONAL);

    await told('customers/redact');

    expect(await everythingStored()).not.toMatch(PERSONAL);
    expect(await shop.database.$count(schema.conversations)).toBe(0);
    // That it happened is still told.
    expect(await shop.database.select().from(schema.outgoingEvents)).toMatchObject([
      { type: 'return.requested', data: { conversationId: 'c1', order: { id: orderId }, isRedacted: true } },
    ]);
    const events = await shop.database.select().from(schema.shopEvents);
    expect(events.map(({ state }) => state).sort()).toEqual(['applied', 'applied', 'outdated']);
  });

  it("empties the refusal of a customer's return, which does not name the order", async () => {
    const decline = { reason: 'final_sale', note: 'Told Mara so' };
    const payload = { ...payloadOf('shopify', 'returns/decline'), decline };
    await told('orders/updated', 'returns/request', 'returns/decline');
    await receive({ topic: 'returns/decline', key: 'returns:88001', payload });
    const other = { ...payload, id: 88002, decline: null };
    await receive({ topic: 'returns/decline', key: 'returns:88002', payload: other });
    await told('customers/redact');
    expect(await everythingStored()).not.toMatch(PERSONAL);
    const kept = (await shop.database.select().from(schema.shopEvents)).filter((one) => one.payload !== null);
    expect(kept).toMatchObject([{ resourceKey: 'returns:88002' }]);
  });

  it("leaves another customer's alone", async () => {
    const order = payloadOf('shopify', 'orders/updated') as { id: number; customer: object };
    const other = { ...order, id: 900, name: '#EN900', customer: { ...order.customer, id: 901 } };
    await told('orders/updated');
    await shop.database.transaction((tx) => records.apply(tx, 'shopify', 'orders/create', other));
    await receive({ topic: 'orders/create', key: 'order:900', payload: other });
    await leaveTraces('shopify:900');
    const before = await everythingStored();
    await told('customers/redact');
    expect(await everythingStored()).toEqual(before);
  });

  it('keeps nothing of what is told of a redacted customer afterwards, also when it is replayed', async () => {
    const order = payloadOf('shopify', 'orders/updated') as { id: number };
    await told('orders/updated', 'customers/redact');
    await receive({ topic: 'orders/updated', key: `order:${order.id}`, payload: order, state: 'dead' });
    await shop.database.transaction((tx) => records.apply(tx, 'shopify', 'orders/updated'));
    expect(await shop.database.$count(schema.orders)).toBe(0);
    expect(await everythingStored()).not.toMatch(PERSONAL);
  });

  it('empties what a shop told until it left', async () => {
    const order = payloadOf('shopify', 'orders/updated');
    await receive({ topic: 'orders/updated', key: 'order:1', payload: order });
    await shop.database.transaction((tx) =>
      records.applier.apply(tx, eventOf('shopify', 'shop/redact', undefined, NOW)),
    );
    expect(await everythingStored()).not.toMatch(PERSONAL);
  });
});
