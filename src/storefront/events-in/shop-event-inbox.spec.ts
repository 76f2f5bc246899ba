import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventsApp } from '../../../test/support/events-app';
import { ENGINES } from '../../../test/support/test-database';
import { ShopEventInbox, type ReceivedEvent } from './shop-event-inbox';

describe.each(ENGINES)(`${ShopEventInbox.name} on %s`, (engine) => {
  let events: EventsApp;
  let inbox: ShopEventInbox;
  const receivedAt = new Date('2026-03-02T09:00:00.123Z');
  const event = (deliveryKey: string, more: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
    source: 'shopify',
    topic: 'orders/paid',
    deliveryKey,
    payload: { id: deliveryKey },
    receivedAt,
    bytes: 20,
    ...more,
  });
  const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key ${index}`);

  beforeAll(async () => {
    // Nothing applies them here, so they stay as they were stored.
    events = await EventsApp.start(engine, {}, null);
    inbox = events.app.get(ShopEventInbox);
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  it('stores whatever comes at once, in the order in which it came', async () => {
    const added = await Promise.all(keys(1_000).map((key) => inbox.add(event(key))));
    expect(added).toEqual(added.map(() => true));
    const stored = await events.events();
    expect(stored.map(({ payload }) => payload)).toEqual(keys(1_000).map((id) => ({ id })));
  });

  it('stores all that is known of an event', async () => {
    const known = {
      eventId: 'an action',
      origin: 'a-shop.example.com',
      resourceKey: 'order:7',
      triggeredAt: new Date('2026-03-02T08:59:59Z'),
    };
    await inbox.add(event('a', known));
    await inbox.add(event('b', { payload: undefined, unreadableBody: '{"id": ' }));
    const fresh = { state: 'pending', attempts: 0, receivedAt, nextAttemptAt: receivedAt, finishedAt: null };
    expect(await events.events()).toMatchObject([
      { ...fresh, ...known, payload: { id: 'a' }, unreadableBody: null },
      { ...fresh, resourceKey: null, triggeredAt: null, payload: null, unreadableBody: '{"id": ' },
    ]);
  });

  it('calls one new of the same that come at once, and none of those that came before', async () => {
    const same = ['a', 'b', 'a', 'a', 'b'];
    expect(await Promise.all(same.map((key) => inbox.add(event(key))))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(await Promise.all(same.map((key) => inbox.add(event(key))))).toEqual(same.map(() => false));
    expect(await inbox.add(event('a', { source: 'standard' }))).toBe(true);
  });

  it('loses none of those that share a statement with one that the database refuses', async () => {
    const sent = keys(50).map((key, index) => inbox.add(event(key, index === 20 ? { topic: 'a\0b' } : {})));
    const results = await Promise.allSettled(sent);
    expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([20]);
    expect(await events.events()).toHaveLength(49);
    expect(await inbox.add(event('later'))).toBe(true);
  });

  it('stores what is large in statements of its own', async () => {
    const large = 'x'.repeat(700_000);
    const sent = keys(9).map((key) => inbox.add(event(key, { payload: { large }, bytes: large.length })));
    expect(await Promise.all(sent)).toEqual(sent.map(() => true));
    expect(await events.events()).toHaveLength(9);
  });
});
