import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { type FakeConnector, startConnector } from '../../../test/support/fake-connector';
import { OutboxDrainerService } from '../outbox/outbox-drainer.service';

describe('Reactions', () => {
  let channels: ChannelsApp;
  let connector: FakeConnector;
  const send = (part: Record<string, unknown>): Promise<Answer> =>
    channels.post('/api/messages', {
      channelId: 'msteams',
      serviceUrl: connector.url,
      conversation: { id: 'room' },
      from: { id: 'user-1' },
      recipient: { id: 'bot-1' },
      ...part,
    });
  const react = (part: Record<string, unknown>): Promise<Answer> =>
    send({ type: 'messageReaction', id: 'reaction', ...part });
  const only = (...types: string[]): { type: string }[] => types.map((type) => ({ type }));
  const thumbs = (messageId: string): unknown =>
    [...channels.dialog.conversations.values()][0]?.turns.get(messageId)?.thumbs;

  beforeAll(async () => {
    connector = await startConnector();
    channels = await startChannels();
    for (const id of ['m1', 'm2']) {
      await send({ type: 'message', id, text: 'hello' });
      const [conversationId] = [...channels.dialog.conversations.keys()];
      await channels.app.get(OutboxDrainerService).drain(conversationId!);
    }
    // The connector calls them `reply-1` and `reply-2`.
    await connector.accepted(2);
  });
  afterAll(async () => {
    await channels.app.close();
    await connector.close();
  });

  it('are thumbs for the answer reacted to', async () => {
    expect(await react({ replyToId: 'reply-1', reactionsAdded: only('like') })).toMatchObject({
      status: 200,
    });
    expect([thumbs('m1'), thumbs('m2')]).toEqual(['up', undefined]);
    await react({ replyToId: 'reply-2', reactionsAdded: only('laugh', 'sad') });
    expect([thumbs('m1'), thumbs('m2')]).toEqual(['up', 'down']);
  });

  it('may change, in one activity or in two, in whatever order', async () => {
    await react({ replyToId: 'reply-1', reactionsAdded: only('angry'), reactionsRemoved: only('like') });
    expect(thumbs('m1')).toBe('down');
    await react({ replyToId: 'reply-1', reactionsAdded: only('heart') });
    await react({ replyToId: 'reply-1', reactionsRemoved: only('angry') });
    expect(thumbs('m1')).toBe('up');
    await react({ replyToId: 'reply-1', reactionsRemoved: only('heart') });
    expect(thumbs('m1')).toBeNull();
  });

  it.each<[string, Record<string, unknown>]>([
    ['a smile', { replyToId: 'reply-2', reactionsAdded: only('laugh') }],
    ['a name that every object has', { replyToId: 'reply-2', reactionsAdded: only('constructor') }],
    ['a reaction to nothing', { reactionsAdded: only('like') }],
    ["a reaction to the customer's own message", { replyToId: 'm2', reactionsAdded: only('like') }],
    ['reactions that are no list', { replyToId: 'reply-2', reactionsAdded: { type: 'like' } }],
    ['a reaction that is nothing', { replyToId: 'reply-2', reactionsAdded: [null] }],
  ])('change nothing: %s', async (_, part) => {
    expect(await react(part)).toMatchObject({ status: 200, body: '' });
    expect(thumbs('m2')).toBe('down');
  });

  it('to an id that can be none are refused', async () => {
    expect(await react({ replyToId: 'a\u0000', reactionsAdded: only('like') })).toMatchObject({
      status: 400,
      body: { code: 'ACTIVITY_INVALID', field: 'replyToId' },
    });
  });
});
