import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventsOutApp } from '../../../test/support/events-out-app';
import { ENGINES } from '../../../test/support/test-database';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';

const DAY = 24 * 3_600;

describe.each(ENGINES)('an endpoint that asks to be left alone, on %s', (engine) => {
  let shop: EventsOutApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    shop = await EventsOutApp.start(engine);
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await shop.clear();
    receiver.forget();
  });
  afterAll(async () => {
    await shop.stop();
    await receiver.stop();
  });

  it.each([
    ['120', 100, 30],
    // More than a day nobody is left alone for.
    ['999999', DAY - 100, 200],
  ])('is not tried again before: %s', async (retryAfter, tooEarly, then) => {
    await shop.subscribe(receiver.url);
    receiver.nextStatuses.push(503);
    receiver.retryAfter = retryAfter;
    await shop.publish('ticket.opened');
    await shop.worker.deliverDue();
    await shop.later(tooEarly);
    expect(receiver.received).toHaveLength(1);
    await shop.later(then);
    expect(receiver.types).toEqual(['ticket.opened']);
  });
});
