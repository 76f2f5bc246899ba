import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { EventsOutApp } from '../../../test/support/events-out-app';
import { ENGINES } from '../../../test/support/test-database';
import { WebhookReceiver, type ReceivedWebhook } from '../../../test/support/webhook-receiver';
import { DeliveriesStore } from './deliveries.store';
import { DeliveryWorkerService } from './delivery-worker.service';

const DAY = 24 * 3_600;

describe.each(ENGINES)(`${DeliveryWorkerService.name} on %s`, (engine) => {
  let shop: EventsOutApp;
  let receiver: WebhookReceiver;
  let other: WebhookReceiver;

  beforeAll(async () => {
    shop = await EventsOutApp.start(engine);
    receiver = await WebhookReceiver.start();
    other = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await shop.clear();
    receiver.forget();
    other.forget();
  });
  afterAll(async () => {
    await shop.stop();
    await receiver.stop();
    await other.stop();
  });

  /** As a receiver would, whose clock goes as ours. */
  const verify = (secret: string, { raw, headers }: ReceivedWebhook): unknown => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(shop.now.getTime());
    try {
      return new Webhook(secret).verify(raw, headers as Record<string, string>);
    } finally {
      now.mockRestore();
    }
  };
  const subscriptionOf = async (id: string) => {
    const row = (await shop.subscriptions.list(100)).find((one) => one.id === id);
    if (!row) throw new Error('no such subscription');
    return row;
  };

  it('sends what happened, signed, to whoever wants it', async () => {
    const { secret } = await shop.subscribe(receiver.url, ['return.requested']);
    await shop.subscribe(other.url);
    await shop.publish('order.cancelled', { orderId: '1', data: { order: 'W1' } });
    await shop.publish('return.requested', { orderId: '1', data: { name: 'Zoë', number: 'RMA-1' } });
    await shop.worker.deliverDue();
    expect(receiver.types).toEqual(['return.requested']);
    expect(other.types).toEqual(['order.cancelled', 'return.requested']);
    const [received] = receiver.received;
    expect(verify(secret, received!)).toEqual({
      type: 'return.requested',
      timestamp: shop.now.toISOString(),
      data: { name: 'Zoë', number: 'RMA-1' },
    });
    expect(received?.headers['content-type']).toBe('application/json');
    expect(other.received[1]?.messageId).toBe(received?.messageId);
  });

  it('writes nothing where nobody wants it', async () => {
    await shop.subscribe(receiver.url, ['order.cancelled']);
    await shop.publish('ticket.opened');
    const { rows } = await shop.database.execute(sql`select count(*)::int as count from outgoing_events`);
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('tries again under the same webhook-id, signed anew, later each time', async () => {
    const { id, secret } = await shop.subscribe(receiver.url);
    receiver.nextStatuses.push(500, 404, 302);
    await shop.publish('ticket.opened');
    await shop.worker.deliverDue();
    await shop.later(4);
    expect(receiver.received).toHaveLength(1);
    await shop.later(2);
    expect(receiver.received).toHaveLength(2);
    await shop.later(10);
    expect(receiver.received).toHaveLength(2);
    await shop.later(11);
    await shop.later(80);
    expect(receiver.received.map(({ status }) => status)).toEqual([500, 404, 302, 200]);
    expect(new Set(receiver.received.map(({ messageId }) => messageId)).size).toBe(1);
    expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
    const stamps = receiver.received.map(({ headers }) => headers['webhook-timestamp']);
    expect(new Set(stamps).size).toBe(4);
    expect(verify(secret, receiver.received[3]!)).toBeDefined();
    const [delivery] = await shop.deliveries(id);
    expect(delivery).toMatchObject({
      state: 'delivered',
      nextAttemptAt: null,
      attempts: [
        { status: 200, errorCode: null, answer: 'ok' },
        { status: null, errorCode: 'REDIRECT_REFUSED', answer: null },
        { status: 404 },
        { status: 500 },
      ],
    });
    await shop.later(DAY);
    expect(receiver.received).toHaveLength(4);
  });

  it('keeps the order of an order and of a conversation, and lets others go ahead', async () => {
    await shop.subscribe(receiver.url);
    receiver.nextStatuses.push(500);
    await shop.publish('order.address_changed', { orderId: '1', conversationId: 'c' });
    await shop.worker.deliverDue();
    await shop.publish('order.cancelled', { orderId: '1', conversationId: 'c' });
    await shop.publish('conversation.rated', { conversationId: 'c' });
    await shop.worker.deliverDue();
    expect(receiver.types).toEqual(['conversation.rated']);
    await shop.later(6);
    expect(receiver.types).toEqual(['conversation.rated', 'order.address_changed', 'order.cancelled']);
  });

  it('keeps the order of many, however they fail', async () => {
    await shop.subscribe(receiver.url);
    for (let number = 0; number < 40; number += 1) {
      const lane = { orderId: String(number % 4) };
      await shop.publish('return.requested', { ...lane, data: { ...lane, number } });
    }
    receiver.nextStatuses.push(200, 500, 200, 500, 200, 200, 503, 200);
    for (let round = 0; round < 8; round += 1) await shop.later(60);
    expect(receiver.applied).toHaveLength(40);
    for (const lane of ['0', '1', '2', '3']) {
      const numbers = receiver.applied
        .filter(({ body }) => body.data['orderId'] === lane)
        .map(({ body }) => Number(body.data['number']));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });

  it('gives up after three days, and goes on with what came later', async () => {
    const { id } = await shop.subscribe(receiver.url);
    receiver.nextStatuses.push(...Array<number>(1_000).fill(500));
    await shop.publish('order.cancelled', { orderId: '1', data: { number: 1 } });
    for (let hours = 0; hours < 100; hours += 1) await shop.later(3_600);
    const [delivery] = await shop.deliveries(id);
    expect(delivery?.state).toBe('given_up');
    expect(receiver.received.length).toBeGreaterThanOrEqual(6);
    expect(receiver.received.length).toBeLessThanOrEqual(10);
    receiver.nextStatuses.splice(0);
    await shop.publish('order.cancelled', { orderId: '1', data: { number: 2 } });
    await shop.later(600);
    expect(receiver.applied.map(({ body }) => body.data)).toEqual([{ number: 2 }]);
  });

  it('lets no slow endpoint hold up another', async () => {
    await shop.subscribe(receiver.url);
    await shop.subscribe(other.url);
    receiver.answer = null;
    for (let number = 0; number < 10; number += 1) {
      await shop.publish('ticket.opened', { conversationId: `c${number}` });
    }
    const all = shop.worker.deliverDue();
    await other.appliedCount(10);
    expect(receiver.received.length).toBeLessThanOrEqual(4);
    // The endpoint goes away: what hangs fails, rather than this test taking 15 s.
    const gone = receiver;
    receiver = await WebhookReceiver.start();
    await gone.stop();
    await all;
  });

  it('leaves an endpoint alone after five failures in a row, then tries one on trial', async () => {
    const { id } = await shop.subscribe(receiver.url);
    for (let number = 0; number < 20; number += 1) {
      await shop.publish('ticket.opened', { conversationId: `c${number}` });
    }
    receiver.nextStatuses.push(...Array<number>(1_000).fill(503));
    await shop.worker.deliverDue();
    const tried = receiver.received.length;
    // Those that were on their way when the fifth failed are let finish.
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(8);
    await shop.later(20);
    expect(receiver.received).toHaveLength(tried);
    await shop.later(300);
    expect(receiver.received).toHaveLength(tried + 1);
    expect((await subscriptionOf(id)).failures).toBe(tried + 1);
    receiver.nextStatuses.splice(0);
    await shop.later(300);
    expect(receiver.applied).toHaveLength(20);
    expect(await subscriptionOf(id)).toMatchObject({ failures: 0, pausedUntil: null });
  });

  it('disables a subscription whose endpoint is gone, and goes on when it is enabled again', async () => {
    const { id } = await shop.subscribe(receiver.url);
    receiver.nextStatuses.push(410);
    await shop.publish('ticket.opened', { conversationId: 'c' });
    await shop.worker.deliverDue();
    expect(await subscriptionOf(id)).toMatchObject({ disabledAt: shop.now, disabledReason: 'gone' });
    await shop.publish('conversation.rated', { conversationId: 'c' });
    await shop.later(DAY);
    expect(receiver.received).toHaveLength(1);
    await shop.database.transaction((tx) => shop.subscriptions.change(tx, id, { enabled: true }));
    await shop.worker.deliverDue();
    expect(receiver.types).toEqual(['ticket.opened']);
    // What happened while it was disabled comes when it is asked for.
    await shop.database.transaction((tx) => shop.log.replaySince(tx, id, new Date(0)));
    await shop.worker.deliverDue();
    expect(receiver.types).toEqual(['ticket.opened', 'conversation.rated']);
  });

  it('signs with both secrets for a day while one is rotated', async () => {
    const { id, secret: first } = await shop.subscribe(receiver.url);
    const rotated = await shop.database.transaction((tx) => shop.subscriptions.rotateSecret(tx, id));
    await shop.publish('ticket.opened');
    await shop.worker.deliverDue();
    expect(verify(first, receiver.received[0]!)).toBeDefined();
    expect(verify(rotated!.secret, receiver.received[0]!)).toBeDefined();
    shop.wait(DAY);
    await shop.publish('ticket.opened');
    await shop.worker.deliverDue();
    expect(() => verify(first, receiver.received[1]!)).toThrow('No matching signature');
    expect(verify(rotated!.secret, receiver.received[1]!)).toBeDefined();
  });

  it('delivers what a killed process left behind, after its lease', async () => {
    const { id } = await shop.subscribe(receiver.url);
    await shop.publish('ticket.opened');
    const leaseUntil = new Date(shop.now.getTime() + 60_000);
    const claimed = await shop.app.get(DeliveriesStore).claim(id, shop.now, leaseUntil);
    expect(claimed).toMatchObject({ attempt: 1 });
    await shop.later(59);
    expect(receiver.received).toEqual([]);
    await shop.later(1);
    expect(receiver.types).toEqual(['ticket.opened']);
  });

  it('keeps a delivery as delivered that a slower process fails at', async () => {
    const { id } = await shop.subscribe(receiver.url);
    await shop.publish('ticket.opened');
    const store = shop.app.get(DeliveriesStore);
    const slow = await store.claim(id, shop.now, new Date(shop.now.getTime() + 60_000));
    await shop.later(60);
    const attempt = { at: shop.now, durationMs: 1, status: 500, errorCode: null, answer: '' };
    await store.settle(slow!, attempt, 'failed', shop.now);
    await shop.later(DAY);
    expect(receiver.received).toHaveLength(1);
    expect(await shop.deliveries(id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('keeps 1 KiB of an answer, whatever bytes it is of', async () => {
    const { id } = await shop.subscribe(receiver.url);
    receiver.answer = `\0ä${'x'.repeat(20_000)}`;
    await shop.publish('ticket.opened');
    await shop.worker.deliverDue();
    const [delivery] = await shop.deliveries(id);
    expect(delivery?.attempts[0]?.answer).toBe(`ä${'x'.repeat(1_023)}`);
  });

  it('leaves old things to nobody: a month, and what waits for a dead endpoint', async () => {
    const { id } = await shop.subscribe(receiver.url);
    const { id: removed } = await shop.subscribe(other.url);
    receiver.nextStatuses.push(...Array<number>(1_000).fill(500));
    for (let number = 0; number < 10; number += 1) await shop.publish('ticket.opened', { orderId: '1' });
    await shop.database.transaction((tx) => shop.subscriptions.remove(tx, removed));
    for (let number = 0; number < 5; number += 1) await shop.later(1_200);
    await shop.clean();
    expect(new Set((await shop.deliveries(id)).map(({ state }) => state))).toEqual(new Set(['waiting']));
    expect(await shop.deliveries(removed)).toEqual([]);
    shop.wait(3 * DAY);
    await shop.clean();
    expect(new Set((await shop.deliveries(id)).map(({ state }) => state))).toEqual(new Set(['given_up']));
    shop.wait(28 * DAY);
    await shop.clean();
    const { rows } = await shop.database.execute(
      sql`select (select count(*) from outgoing_events)::int as events, (select count(*) from webhook_attempts)::int as attempts`,
    );
    expect(rows).toEqual([{ events: 0, attempts: 0 }]);
  });

  if (engine === 'PostgreSQL') {
    it('sends each delivery once though several replicas look for it at once, in order', async () => {
      const replicas = [shop, await shop.replica(), await shop.replica()];
      await shop.subscribe(receiver.url);
      for (let number = 0; number < 60; number += 1) {
        await shop.publish('ticket.opened', { orderId: String(number % 3), data: { number } });
      }
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(replicas.map((replica) => replica.worker.deliverDue()));
      }
      await Promise.all(replicas.slice(1).map((replica) => replica.stop()));
      expect(receiver.received).toHaveLength(60);
      for (const lane of [0, 1, 2]) {
        const numbers = receiver.applied
          .map(({ body }) => Number(body.data['number']))
          .filter((number) => number % 3 === lane);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    });

    it('lets one of several replicas make the trial after a pause', async () => {
      const replicas = [shop, await shop.replica(), await shop.replica()];
      await shop.subscribe(receiver.url);
      for (let number = 0; number < 20; number += 1) {
        await shop.publish('ticket.opened', { conversationId: `c${number}` });
      }
      receiver.nextStatuses.push(...Array<number>(1_000).fill(503));
      await shop.worker.deliverDue();
      const tried = receiver.received.length;
      shop.wait(301);
      await Promise.all(replicas.map((replica) => replica.worker.deliverDue()));
      expect(receiver.received).toHaveLength(tried + 1);
      await Promise.all(replicas.slice(1).map((replica) => replica.stop()));
    });
  }
});
