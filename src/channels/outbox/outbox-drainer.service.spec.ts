import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { type FakeConnector, startConnector } from '../../../test/support/fake-connector';
import { Clock } from '../../common';
import { OutboxDrainerService } from './outbox-drainer.service';

class FakeClock extends Clock {
  time = Date.parse('2026-01-31T10:00:00Z');
  override now(): Date {
    return new Date(this.time);
  }
}

describe(OutboxDrainerService.name, () => {
  const clock = new FakeClock();
  let channels: ChannelsApp;
  let connector: FakeConnector;
  let drainer: OutboxDrainerService;
  let number = 0;

  /** A message to the bot; its reply waits in the outbox and was tried once. */
  const converse = async (...texts: string[]): Promise<string> => {
    const conversation = { id: `c${(number += 1)}` };
    for (const text of texts) {
      await channels.post('/api/messages', {
        type: 'message',
        channelId: 'emulator',
        serviceUrl: connector.url,
        conversation,
        from: { id: 'u' },
        text,
      });
    }
    const conversationId = [...channels.dialog.conversations.keys()].at(-1) ?? '';
    await drainer.drain(conversationId);
    return conversationId;
  };
  const texts = (): unknown[] => connector.deliveries.map(({ activity }) => activity['text']);
  const givenUp = (): unknown[] => channels.log.filter(({ msg }) => String(msg).includes('given up'));
  const later = async (seconds: number): Promise<void> => {
    clock.time += seconds * 1000;
    await drainer.drainDue();
  };

  beforeAll(async () => {
    connector = await startConnector();
    channels = await startChannels({}, (builder) => builder.overrideProvider(Clock).useValue(clock));
    channels.dialog.clock = clock;
    drainer = channels.app.get(OutboxDrainerService);
  });
  afterAll(async () => {
    await channels.app.close();
    await connector.close();
  });
  afterEach(() => {
    connector.deliveries.splice(0);
    connector.nextStatuses.splice(0);
    channels.outbox.rows.splice(0);
    channels.log.splice(0);
  });

  it('tries again, later each time, until the connector takes the reply', async () => {
    connector.nextStatuses.push(500, 503);
    await converse('hello');
    expect(texts()).toEqual([]);
    await later(0.5);
    expect(connector.nextStatuses).toEqual([503]); // not due yet
    await later(1);
    expect(connector.nextStatuses).toEqual([]);
    await later(1);
    expect(texts()).toEqual([]); // the second wait is longer
    await later(2);
    expect(texts()).toEqual(['You said: hello']);
    await later(3_600);
    expect(texts()).toHaveLength(1);
  });

  it('keeps the order of a conversation, and lets others go ahead', async () => {
    connector.nextStatuses.push(500);
    await converse('first', 'second');
    expect(texts()).toEqual([]);
    await converse('elsewhere');
    expect(texts()).toEqual(['You said: elsewhere']);
    await later(2);
    expect(texts()).toEqual(['You said: elsewhere', 'You said: first', 'You said: second']);
  });

  it('outlasts an outage of most of a day, in order', async () => {
    connector.nextStatuses.push(...Array<number>(1_000).fill(503));
    await converse('first', 'second');
    for (let minutes = 0; minutes < 23 * 60; minutes += 10) await later(600);
    connector.nextStatuses.splice(0);
    await later(600);
    expect(texts()).toEqual(['You said: first', 'You said: second']);
  });

  it('gives up after a day, visibly, and goes on with the next', async () => {
    connector.nextStatuses.push(...Array<number>(1_000).fill(500));
    const conversationId = await converse('lost');
    await later(23 * 3_600);
    await channels.dialog.writeLate(conversationId, { text: 'next' });
    await later(3_600);
    expect(givenUp()).toMatchObject([{ level: 'warn', channel: 'botframework', attempt: 3 }]);
    const { body } = await channels.get('/metrics');
    expect(body).toContain('storedesk_outbox_deliveries_total{channel="botframework",result="given_up"} 1');
    connector.nextStatuses.splice(0);
    await later(3_600);
    expect(texts()).toEqual(['next']);
  });

  it.each([400, 403, 404, 413])(
    'gives up at once what the connector refuses for good: %d',
    async (status) => {
      connector.nextStatuses.push(status);
      await converse('lost', 'next');
      expect(texts()).toEqual(['You said: next']);
      expect(givenUp()).toMatchObject([{ level: 'warn', attempt: 1 }]);
    },
  );

  it.each([401, 408, 412, 429])('tries again what may pass: %d', async (status) => {
    connector.nextStatuses.push(status);
    await converse('first', 'second');
    expect(texts()).toEqual([]);
    await later(2);
    expect(texts()).toEqual(['You said: first', 'You said: second']);
    expect(givenUp()).toEqual([]);
  });

  it('follows no redirect', async () => {
    connector.nextStatuses.push(307);
    await converse('hello');
    expect(texts()).toEqual([]);
    await later(2);
    expect(texts()).toEqual(['You said: hello']);
  });

  it('delivers what another process left behind, after its lease', async () => {
    connector.nextStatuses.push(500);
    const conversationId = await converse('hello');
    clock.time += 2_000;
    const leaseUntil = new Date(clock.time + 60_000);
    await channels.outbox.claim(conversationId, ['botframework'], clock.now(), leaseUntil); // and then crashed
    await later(30);
    expect(texts()).toEqual([]);
    await later(31);
    expect(texts()).toEqual(['You said: hello']);
  });

  it('delivers what staff write to the conversation, as an answer to nothing', async () => {
    const conversationId = await converse('hello');
    await channels.dialog.writeLate(conversationId, { text: 'Ben here.', author: 'staff' });
    await later(2);
    expect(connector.deliveries.at(-1)).toMatchObject({
      path: `/v3/conversations/c${number}/activities`,
      activity: { text: 'Ben here.', recipient: { id: 'u' } },
    });
    expect(connector.deliveries.at(-1)?.activity).not.toHaveProperty('replyToId');
  });

  it('leaves to clients what they ask for themselves', async () => {
    const { conversationId } = (await channels.post('/v1/messages', { text: 'hi' })).body;
    await channels.dialog.writeLate(conversationId, { text: 'Ben here.', author: 'staff' });
    await later(10);
    expect(connector.deliveries).toEqual([]);
    const { body } = await channels.get(`/v1/conversations/${conversationId}/messages`);
    expect(body.messages).toMatchObject([{ text: 'Ben here.' }]);
  });
});
