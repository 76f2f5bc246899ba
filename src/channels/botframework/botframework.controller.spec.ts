import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { type Answer, type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { type FakeConnector, startConnector } from '../../../test/support/fake-connector';
import { OutboxDrainerService } from '../outbox/outbox-drainer.service';
import { BotFrameworkController } from './botframework.controller';

const SECRET = 'a-long-secret-for-customer-tokens';
let count = 0;

describe(BotFrameworkController.name, () => {
  let channels: ChannelsApp;
  let connector: FakeConnector;

  const activity = (part: Record<string, unknown> = {}): Record<string, unknown> => ({
    type: 'message',
    id: `activity-${(count += 1)}`,
    channelId: 'emulator',
    serviceUrl: connector.url,
    conversation: { id: `conversation-${count}` },
    from: { id: 'user-1', name: 'Ana Costa' },
    recipient: { id: 'bot-1', name: 'Bot' },
    text: 'hello',
    locale: 'en-US',
    ...part,
  });
  const send = (part: Record<string, unknown> = {}): Promise<Answer> =>
    channels.post('/api/messages', activity(part));
  const settled = async (): Promise<void> => {
    const drainer = channels.app.get(OutboxDrainerService);
    await Promise.all([...channels.dialog.conversations.keys()].map((id) => drainer.drain(id)));
  };

  beforeAll(async () => {
    connector = await startConnector();
    channels = await startChannels({ CUSTOMER_TOKEN_SECRET: SECRET });
  });
  afterAll(async () => {
    await channels.app.close();
    await connector.close();
  });
  afterEach(async () => {
    await settled();
    connector.deliveries.splice(0);
    channels.dialog.script = ({ text }) => [{ text: `You said: ${text}` }];
  });

  describe('a message', () => {
    it('is answered at the connector, in its conversation, as a reply to it', async () => {
      const message = activity({ conversation: { id: 'room/1' }, id: 'm 1' });
      expect(await channels.post('/api/messages', message)).toMatchObject({ status: 200, body: '' });
      const [delivery] = await connector.accepted(1);
      expect(delivery?.path).toBe('/v3/conversations/room%2F1/activities/m%201');
      expect(delivery?.activity).toEqual({
        type: 'message',
        text: 'You said: hello',
        textFormat: 'plain',
        inputHint: 'acceptingInput',
        locale: 'en-US',
        channelId: 'emulator',
        serviceUrl: connector.url,
        conversation: { id: 'room/1' },
        from: { id: 'bot-1' },
        recipient: { id: 'user-1' },
        replyToId: 'm 1',
      });
    });

    it('gets several replies in order, with buttons where there are any', async () => {
      channels.dialog.script = () => [
        { text: 'first', suggestedActions: [] },
        { text: 'second', suggestedActions: ['Yes'] },
      ];
      await send();
      const [first, second] = await connector.accepted(2);
      expect(first?.activity).toMatchObject({ text: 'first' });
      expect(first?.activity).not.toHaveProperty('suggestedActions');
      expect(second?.activity).toMatchObject({
        text: 'second',
        suggestedActions: { to: ['user-1'], actions: [{ type: 'imBack', title: 'Yes', value: 'Yes' }] },
      });
    });

    it('sent again is answered once', async () => {
      const message = activity();
      await channels.post('/api/messages', message);
      await channels.post('/api/messages', message);
      await settled();
      expect(connector.deliveries).toHaveLength(1);
    });

    it('sent again by the client as a new activity is answered once, as a reply to the first', async () => {
      const conversation = { id: 'resent' };
      const channelData = { clientActivityID: 'client-1' };
      await send({ conversation, channelData, id: 'first' });
      await send({ conversation, channelData, id: 'second' });
      await settled();
      expect(connector.deliveries.map(({ activity: reply }) => reply['replyToId'])).toEqual(['first']);
    });

    it('with an id used for another text is refused', async () => {
      const message = activity();
      await channels.post('/api/messages', message);
      expect(await channels.post('/api/messages', { ...message, text: 'other' })).toMatchObject({
        status: 409,
        body: { code: 'MESSAGE_ID_CONFLICT' },
      });
    });

    it('is told apart by channel, conversation and sender', async () => {
      const conversation = { id: 'shared' };
      await send({ conversation, id: 'same' });
      await send({ conversation, id: 'same', channelId: 'webchat', from: { id: 'user-2' } });
      const [one, two] = channels.dialog.handled.slice(-2);
      expect(one?.conversationId).not.toBe(two?.conversationId);
      expect([one?.senderId, two?.senderId]).toEqual(['user-1', 'user-2']);
    });

    it("loses the bot's own name", async () => {
      await send({
        text: '<at>Bot</at> where is it?',
        entities: [
          { type: 'mention', mentioned: { id: 'bot-1' }, text: '<at>Bot</at>' },
          { type: 'mention' },
        ],
      });
      expect(channels.dialog.handled.at(-1)?.text).toBe('where is it?');
    });

    it('without text is told that only text can be read', async () => {
      const message = activity({
        text: undefined,
        attachments: [{ contentType: 'image/png', contentUrl: 'x' }],
      });
      expect((await channels.post('/api/messages', message)).status).toBe(200);
      await channels.post('/api/messages', message);
      await settled();
      expect(connector.deliveries.map(({ activity: reply }) => [reply['text'], reply['replyToId']])).toEqual([
        ['(cannot_read)', message['id']],
      ]);
    });

    it('is not recorded when there are too many, so that the channel may send it again', async () => {
      const answer = await send({ text: 'overload' });
      expect(answer).toMatchObject({ status: 503, body: { code: 'NLU_OVERLOADED' } });
      expect(answer.headers.get('retry-after')).toBe('1');
    });

    it('that takes long does not hold the channel up for its replies', async () => {
      connector.nextStatuses.push(500);
      expect((await send()).status).toBe(200);
      await settled();
    });
  });

  describe('a customer token in channelData', () => {
    const sign = (key: string): Promise<string> =>
      new SignJWT({ sub: 'cust-ana', email: 'ana@example.com' })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1m')
        .sign(new TextEncoder().encode(key));

    it('tells who is signed in', async () => {
      await send({ channelData: { customerToken: await sign(SECRET) } });
      expect(channels.dialog.handled.at(-1)?.customer).toMatchObject({
        customerId: 'cust-ana',
        email: 'ana@example.com',
      });
    });

    it('that is not valid is refused', async () => {
      expect(await send({ channelData: { customerToken: await sign('another') } })).toMatchObject({
        status: 401,
        body: { code: 'CUSTOMER_TOKEN_INVALID' },
      });
      expect(await send({ channelData: { customerToken: 7 } })).toMatchObject({ status: 400 });
    });
  });

  describe('expectReplies', () => {
    it('is answered at once, and nothing is posted', async () => {
      const answer = await send({ deliveryMode: 'expectReplies', id: 'sync-1' });
      expect(answer.status).toBe(200);
      expect(answer.body.activities).toMatchObject([
        { type: 'message', text: 'You said: hello', replyToId: 'sync-1', recipient: { id: 'user-1' } },
      ]);
      expect(channels.dialog.handled.at(-1)?.replyAddress).toBeUndefined();
      await settled();
      expect(connector.deliveries).toEqual([]);
    });

    it('answers the same when it is sent again', async () => {
      const message = activity({ deliveryMode: 'expectReplies' });
      const first = await channels.post('/api/messages', message);
      expect((await channels.post('/api/messages', message)).body).toEqual(first.body);
    });

    it('needs no serviceUrl', async () => {
      const answer = await send({ deliveryMode: 'expectReplies', serviceUrl: undefined });
      expect(answer.body.activities).toHaveLength(1);
    });

    it('has its activities also when there is nothing to say', async () => {
      expect(await send({ deliveryMode: 'expectReplies', type: 'event', name: 'x' })).toMatchObject({
        status: 200,
        body: { activities: [] },
      });
    });
  });

  describe('a new member', () => {
    const joins = (ids: string[], part: Record<string, unknown> = {}): Promise<Answer> =>
      send({ type: 'conversationUpdate', text: undefined, membersAdded: ids.map((id) => ({ id })), ...part });

    it('is greeted, once', async () => {
      const conversation = { id: 'greeted' };
      for (let times = 0; times < 3; times += 1) {
        expect((await joins(['user-1', 'bot-1'], { conversation })).status).toBe(200);
      }
      await settled();
      expect(connector.deliveries.map(({ activity: reply }) => reply['text'])).toEqual(['(greeting)']);
    });

    it('is not greeted when it is the bot itself', async () => {
      await joins(['bot-1']);
      await send({ type: 'conversationUpdate', membersRemoved: [{ id: 'user-1' }] });
      await settled();
      expect(connector.deliveries).toEqual([]);
    });
  });

  it.each(['typing', 'event', 'messageReaction', 'endOfConversation', 'installationUpdate', 'something/new'])(
    'takes %s without a word',
    async (type) => {
      expect(await send({ type, text: undefined })).toMatchObject({ status: 200, body: '' });
      await settled();
      expect(connector.deliveries).toEqual([]);
    },
  );

  describe('invoke', () => {
    it('is answered 501 when nobody knows it', async () => {
      expect(await send({ type: 'invoke', name: 'signin/verifyState' })).toMatchObject({
        status: 501,
        body: { code: 'INVOKE_UNKNOWN' },
      });
    });

    it('healthCheck is answered', async () => {
      expect(await send({ type: 'invoke', name: 'healthCheck' })).toMatchObject({
        status: 200,
        body: { healthResults: { success: true } },
      });
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no type', { type: undefined }, 'type'],
    ['a type that is a number', { type: 1 }, 'type'],
    ['no conversation', { conversation: undefined }, 'conversation'],
    ['a conversation without an id', { conversation: {} }, 'conversation.id'],
    ['no sender', { from: undefined }, 'from'],
    ['a NUL in an id', { from: { id: 'a\u0000' } }, 'from.id'],
    ['no serviceUrl', { serviceUrl: undefined }, 'serviceUrl'],
    ['text that is an object', { text: {} }, 'text'],
    ['members that are no list', { type: 'conversationUpdate', membersAdded: {} }, 'membersAdded'],
  ])('refuses an activity with %s', async (_, part, field) => {
    expect(await send(part)).toMatchObject({ status: 400, body: { code: 'ACTIVITY_INVALID', field } });
  });

  it('refuses what is no activity', async () => {
    expect(await channels.post('/api/messages', '[1]')).toMatchObject({
      status: 400,
      body: { code: 'ACTIVITY_INVALID' },
    });
    expect(await channels.post('/api/messages', '{')).toMatchObject({
      status: 400,
      body: { code: 'BODY_NOT_JSON' },
    });
    expect(await send({ text: 'a'.repeat(10_001) })).toMatchObject({
      status: 400,
      body: { code: 'TEXT_TOO_LONG' },
    });
    expect((await send({ attachments: ['x'.repeat(300_000)] })).status).toBe(413);
    expect((await send({ attachments: ['x'.repeat(100_000)] })).status).toBe(200);
  });

  it.each([
    'https://attacker.example/',
    'http://169.254.169.254/latest',
    'https://botframework.com.attacker.example/',
    'https://attacker.example/.botframework.com',
    'http://smba.trafficmanager.net/', // not https
    'https://user:pass@smba.trafficmanager.net/',
    'file:///etc/passwd',
    'nonsense',
  ])('posts nothing to %s', async (serviceUrl) => {
    const before = channels.outbox.rows.length;
    expect(await send({ serviceUrl })).toMatchObject({ status: 403, body: { code: 'SERVICE_URL_REFUSED' } });
    expect(channels.outbox.rows).toHaveLength(before);
  });
});

describe('the rate limit of a Bot Framework conversation', () => {
  const blank = { text: ' ' };
  const joins = { type: 'conversationUpdate', membersAdded: [{ id: 'user-1' }] };

  it.each<[string, Record<string, unknown>]>([
    ['blank messages', blank],
    ['blank messages that expect replies', { ...blank, deliveryMode: 'expectReplies' }],
    ['members who join', joins],
    ['members who join and expect replies', { ...joins, deliveryMode: 'expectReplies' }],
  ])('counts %s', async (_, part) => {
    const channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '2' });
    const send = (id: string): Promise<Answer> =>
      channels.post('/api/messages', {
        type: 'message',
        channelId: 'emulator',
        serviceUrl: 'http://127.0.0.1:1',
        conversation: { id },
        from: { id: 'user-1' },
        recipient: { id: 'bot-1' },
        ...part,
      });
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1) statuses.push((await send('busy')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await send('quiet')).status).toBe(200);
    await channels.app.close();
  });
});
