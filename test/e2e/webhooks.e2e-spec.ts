import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { Clock } from '../../src/common';
import { schema } from '../../src/storage';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../../src/storefront';
import { DeliveriesStore } from '../../src/storefront/events-out/deliveries.store';
import { DeliveryWorkerService } from '../../src/storefront/events-out/delivery-worker.service';
import { WebhookClient } from '../../src/storefront/events-out/webhook.client';
import { BotApp } from '../support/bot-app';
import { StaffClient } from '../support/staff-client';
import { WebhookReceiver } from '../support/webhook-receiver';

class WorkerClock extends Clock {
  time = new Date();
  override now(): Date {
    return this.time;
  }
}

describe('A return agreed in chat', () => {
  const clock = new WorkerClock();
  let bot: BotApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    bot = await BotApp.start({ WEBHOOK_PRIVATE_TARGETS: '127.0.0.1' });
    receiver = await WebhookReceiver.start();
  });
  afterAll(async () => {
    await bot.stop();
    await receiver.stop();
  });

  /** As after a start of the service, but with the clock of this test. */
  const startWorker = (): DeliveryWorkerService => {
    const options = bot.app.get<StorefrontOptions>(STOREFRONT_OPTIONS, { strict: false });
    return new DeliveryWorkerService(
      options,
      new DeliveriesStore(bot.database),
      new WebhookClient(options),
      clock,
    );
  };
  const stopWorker = async (worker: DeliveryWorkerService): Promise<void> => {
    worker.beforeApplicationShutdown();
    await worker.onApplicationShutdown();
  };
  const say = async (conversationId: string, text: string, messageId: string): Promise<unknown> => {
    const response = await fetch(`${await bot.url()}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conversationId, text, messageId }),
    });
    return ((await response.json()) as { replies: unknown }).replies;
  };

  it('is recorded once, and applied once by a receiver that fails five times while workers come and go', async () => {
    // The service's own worker goes by the real clock: its waits would take days.
    bot.app.get(DeliveryWorkerService, { strict: false }).beforeApplicationShutdown();
    const staff = new StaffClient(await bot.url(), { Authorization: 'Bearer admin' });
    const { body } = await staff.post('/webhooks', { url: receiver.url, types: ['return.requested'] });
    receiver.nextStatuses.push(500, 502, 503, 504, 429);

    const begun = await fetch(`${await bot.url()}/v1/conversations`, { method: 'POST' });
    const { conversationId } = (await begun.json()) as { conversationId: string };
    await say(conversationId, 'I want to send back the kettle from order W1002, it is far too loud', '1');
    await say(conversationId, 'ben@example.com', '2');
    const agreed = [{ templateId: 'return_start', outcome: 'ok' }];
    expect(await say(conversationId, 'yes please', '3')).toMatchObject(agreed);
    expect(await say(conversationId, 'yes please', '3')).toMatchObject(agreed);

    clock.time = new Date();
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const worker = startWorker();
      await worker.deliverDue();
      await stopWorker(worker);
      expect(receiver.received).toHaveLength(attempt);
      expect(receiver.applied).toHaveLength(attempt > 5 ? 1 : 0);
      clock.time = new Date(clock.time.getTime() + 3_600_000);
    }
    const late = startWorker();
    await late.deliverDue();
    await stopWorker(late);

    expect(receiver.received.map(({ status }) => status)).toEqual([500, 502, 503, 504, 429, 200]);
    expect(new Set(receiver.received.map(({ messageId }) => messageId)).size).toBe(1);
    const returns = (await bot.database.select().from(schema.returns)).filter(
      ({ createdAt }) => createdAt.getTime() > Date.now() - 600_000,
    );
    expect(returns).toHaveLength(1);
    const [applied] = receiver.applied;
    const sentAt = Number(applied?.headers['webhook-timestamp']) * 1000;
    const now = jest.spyOn(Date, 'now').mockReturnValue(sentAt);
    const verified = new Webhook(body.secret as string).verify(
      applied?.raw ?? '',
      applied?.headers as Record<string, string>,
    );
    now.mockRestore();
    expect(verified).toMatchObject({
      type: 'return.requested',
      data: { order: { number: 'W1002' }, returnNumber: returns[0]?.number, kind: 'return' },
    });
  });
});
