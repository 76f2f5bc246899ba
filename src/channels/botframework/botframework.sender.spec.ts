import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { type FakeConnector, startConnector } from '../../../test/support/fake-connector';
import { OutboxDrainerService } from '../outbox/outbox-drainer.service';
import { BotFrameworkSender } from './botframework.sender';

describe(`${BotFrameworkSender.name} of what nobody asked for`, () => {
  let channels: ChannelsApp;
  let connector: FakeConnector;
  let count = 0;

  beforeAll(async () => {
    connector = await startConnector();
    channels = await startChannels();
  });
  afterAll(async () => {
    await channels.app.close();
    await connector.close();
  });
  afterEach(() => void connector.deliveries.splice(0));

  const drain = (): Promise<void> => channels.app.get(OutboxDrainerService).drainDue();
  /** The customer writes first, and is answered. */
  const begin = async (part: Record<string, unknown>): Promise<string> => {
    await channels.post('/api/messages', {
      type: 'message',
      id: `activity-${(count += 1)}`,
      channelId: 'emulator',
      serviceUrl: connector.url,
      from: { id: 'user-1' },
      recipient: { id: 'bot-1' },
      text: 'hello',
      ...part,
    });
    const { conversationId } = channels.dialog.handled.at(-1)!;
    await channels.app.get(OutboxDrainerService).drain(conversationId);
    connector.deliveries.splice(0);
    return conversationId;
  };

  it('goes to the conversation and its customer, as a reply to nothing', async () => {
    const id = await begin({
      conversation: { id: 'news/1', tenantId: 'tenant-1' },
      from: { id: 'user-7' },
    });
    await channels.dialog.writeLate(id, { text: 'It has left.', locale: 'en', onceKey: 'left' });
    await channels.dialog.writeLate(id, { text: 'It has left.', locale: 'en', onceKey: 'left' });
    await drain();
    expect(connector.deliveries).toMatchObject([
      {
        path: '/v3/conversations/news%2F1/activities',
        activity: {
          text: 'It has left.',
          conversation: { id: 'news/1', tenantId: 'tenant-1' },
          recipient: { id: 'user-7' },
          from: { id: 'bot-1' },
        },
      },
    ]);
    expect(connector.deliveries[0]?.activity).not.toHaveProperty('replyToId');
  });

  it.each([
    ['the customer has blocked the bot', 403],
    ['the conversation is gone', 404],
  ])('is given up where %s, and holds up nothing', async (_, status) => {
    const id = await begin({ conversation: { id: `refuses-${status}` } });
    connector.nextStatuses.push(status);
    await channels.dialog.writeLate(id, { text: 'first' });
    await drain();
    expect(channels.outbox.rows.at(-1)).toMatchObject({ givenUpAt: expect.any(Date) });
    await channels.dialog.writeLate(id, { text: 'second' });
    await drain();
    expect(connector.deliveries.map(({ activity }) => activity['text'])).toEqual(['second']);
  });

  it('is given up where the client only reads the answers to its own activities', async () => {
    const id = await begin({
      conversation: { id: 'sync' },
      deliveryMode: 'expectReplies',
      serviceUrl: undefined,
    });
    await channels.dialog.writeLate(id, { text: 'It has left.' });
    await drain();
    expect(channels.outbox.rows.at(-1)).toMatchObject({ attempts: 1, givenUpAt: expect.any(Date) });
  });

  it.each([
    [{ id: 'a', isGroup: true }, true],
    [{ id: 'b', conversationType: 'groupChat' }, true],
    [{ id: 'c', conversationType: 'channel' }, true],
    [{ id: 'd', conversationType: 'personal' }, false],
    [{ id: 'e' }, false],
  ])('is not for a group: %o, %s', async (conversation, isGroup) => {
    await begin({ conversation });
    expect(channels.dialog.handled.at(-1)?.isGroup).toBe(isGroup);
  });
});
