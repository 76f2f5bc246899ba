import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { FeedbackController } from './feedback.controller';

describe(FeedbackController.name, () => {
  let channels: ChannelsApp;
  let conversationId: string;
  const rate = (body: unknown, id = conversationId): Promise<Answer> =>
    channels.post(`/v1/conversations/${id}/feedback`, body);

  beforeAll(async () => {
    channels = await startChannels();
    conversationId = (await channels.post('/v1/conversations', { channel: 'chat' })).body.conversationId;
    await channels.post('/v1/messages', { conversationId, messageId: 'm1', text: 'hello' });
  });
  afterAll(() => channels.app.close());

  it('answers with what holds now', async () => {
    expect(await rate({ thumbs: 'up' })).toMatchObject({ status: 200, body: { thumbs: 'up' } });
    expect(await rate({ thumbs: 'down', messageId: 'm1' })).toMatchObject({ body: { thumbs: 'down' } });
    expect(channels.dialog.conversations.get(conversationId)?.turns.get('m1')?.thumbs).toBe('down');
    expect(await rate({ thumbs: null, messageId: null })).toMatchObject({ body: { thumbs: null } });
  });

  it('is of a conversation that says where it is held', () => {
    expect(channels.dialog.conversations.get(conversationId)?.channel).toBe('chat');
  });

  it.each<[string, unknown, number, string, string?]>([
    ['no thumb', {}, 400, 'FIELD_INVALID', 'thumbs'],
    ['another thumb', { thumbs: 'sideways' }, 400, 'FIELD_INVALID', 'thumbs'],
    ['a number for a message id', { thumbs: 'up', messageId: 1 }, 400, 'FIELD_INVALID', 'messageId'],
    [
      'a message that was not answered',
      { thumbs: 'up', messageId: 'm2' },
      404,
      'MESSAGE_UNKNOWN',
      'messageId',
    ],
    ['a text', '"up"', 400, 'BODY_NOT_JSON'],
  ])('answers %s with a problem', async (...[, body, status, code, field]) => {
    expect(await rate(body)).toMatchObject({ status, body: { code, ...(field && { field }) } });
  });

  it.each(['AAAA', 'a%00'])('does not know the conversation %s', async (id) => {
    expect(await rate({ thumbs: 'up' }, id)).toMatchObject({
      status: 404,
      body: { code: 'CONVERSATION_UNKNOWN' },
    });
  });

  it('lets a conversation begin on a channel that begins here, and on no other', async () => {
    expect(await channels.post('/v1/conversations', { channel: 'botframework' })).toMatchObject({
      status: 400,
      body: { code: 'FIELD_INVALID', field: 'channel' },
    });
  });
});
