import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { type Answer, type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { RestController } from './rest.controller';

const CURRENT_SECRET = 'the-current-secret-for-customer-tokens';
const PREVIOUS_SECRET = 'the-previous-secret-for-customer-tokens';

const secret = (text: string): Uint8Array => new TextEncoder().encode(text);

function token(
  claims: Record<string, unknown>,
  { key = CURRENT_SECRET, exp = '5m', kid }: { key?: string; exp?: string | number; kid?: string } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', ...(kid !== undefined && { kid }) })
    .setExpirationTime(exp)
    .sign(secret(key));
}

describe(RestController.name, () => {
  let channels: ChannelsApp;
  const say = (body: unknown): Promise<Answer> => channels.post('/v1/messages', body);

  beforeAll(async () => {
    channels = await startChannels({ CUSTOMER_TOKEN_SECRET: `${CURRENT_SECRET},${PREVIOUS_SECRET}` });
  });
  afterAll(() => channels.app.close());

  it('answers and issues a conversation', async () => {
    const answer = await say({ text: 'hello' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      conversationId: expect.stringMatching(/^[\w-]{22}$/),
      replies: [
        { text: 'You said: hello', templateId: 'echo', templateVersion: 1, outcome: 'ok', locale: 'en' },
      ],
    });
  });

  it('goes on with a conversation begun before', async () => {
    const begun = await channels.post('/v1/conversations', { locale: 'de_DE' });
    expect(begun.status).toBe(200);
    const { conversationId } = begun.body;
    expect((await say({ conversationId, text: 'hallo' })).body).toMatchObject({
      conversationId,
      replies: [{ locale: 'de-DE' }],
    });
  });

  it('begins a conversation without a body', async () => {
    const response = await fetch(`${channels.url}/v1/conversations`, { method: 'POST' });
    expect(response.status).toBe(200);
  });

  it('passes suggested actions on and leaves out an empty list', async () => {
    channels.dialog.script = () => [
      { text: 'a', suggestedActions: ['Track'] },
      { text: 'b', suggestedActions: [] },
    ];
    const { body } = await say({ text: 'hello' });
    channels.dialog.script = ({ text }) => [{ text: `You said: ${text}` }];
    expect(body.replies[0].suggestedActions).toEqual(['Track']);
    expect(body.replies[1]).not.toHaveProperty('suggestedActions');
  });

  it('answers a retry as the first time and does nothing twice', async () => {
    const { conversationId } = (await channels.post('/v1/conversations', {})).body;
    const message = { conversationId, messageId: 'm1', text: 'once' };
    const first = await say(message);
    const before = channels.dialog.handled.length;
    expect((await say(message)).body).toEqual(first.body);
    expect(channels.dialog.handled).toHaveLength(before);
    expect(await say({ ...message, text: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'MESSAGE_ID_CONFLICT' },
    });
  });

  it.each<[string, unknown, number, string, string?]>([
    ['no text', {}, 400, 'FIELD_INVALID', 'text'],
    ['text that is a number', { text: 7 }, 400, 'FIELD_INVALID', 'text'],
    ['text that is a list', { text: ['a'] }, 400, 'FIELD_INVALID', 'text'],
    ['empty text', { text: '' }, 400, 'TEXT_EMPTY', 'text'],
    ['only spaces', { text: ' \n\t ' }, 400, 'TEXT_EMPTY', 'text'],
    ['only control characters', { text: '\u0000\u0007' }, 400, 'TEXT_EMPTY', 'text'],
    ['too long a text', { text: 'a'.repeat(10_001) }, 400, 'TEXT_TOO_LONG', 'text'],
    [
      'an object for a conversation',
      { text: 'a', conversationId: {} },
      400,
      'FIELD_INVALID',
      'conversationId',
    ],
    ['a number for a message id', { text: 'a', messageId: 1 }, 400, 'FIELD_INVALID', 'messageId'],
    ['an empty message id', { text: 'a', messageId: '' }, 400, 'FIELD_INVALID', 'messageId'],
    [
      'a NUL in the conversation id',
      { text: 'a', conversationId: 'a\u0000' },
      400,
      'FIELD_INVALID',
      'conversationId',
    ],
    ['a number for a locale', { text: 'a', locale: 1 }, 400, 'FIELD_INVALID', 'locale'],
    ['a number for a token', { text: 'a', customerToken: 1 }, 400, 'FIELD_INVALID', 'customerToken'],
    ['an unknown conversation', { text: 'a', conversationId: 'AAAA' }, 404, 'CONVERSATION_UNKNOWN'],
    ['a list', ['text'], 400, 'FIELD_INVALID'],
    ['half of a JSON object', '{"text": ', 400, 'BODY_NOT_JSON'],
    ['a JSON string', '"text"', 400, 'BODY_NOT_JSON'],
    ['an overload', { text: 'overload' }, 503, 'NLU_OVERLOADED'],
    ['a fault inside', { text: 'break' }, 500, 'INTERNAL'],
  ])('answers %s with a problem', async (...[, body, status, code, field]) => {
    const answer = await say(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code, requestId: answer.headers.get('x-request-id') });
    expect(answer.body).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
    });
    if (field !== undefined) expect(answer.body.field).toBe(field);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret detail|node_modules|\.ts:/);
  });

  it('accepts the longest text, also in emoji', async () => {
    expect((await say({ text: 'a'.repeat(10_000) })).status).toBe(200);
    expect((await say({ text: '😀'.repeat(10_000) })).status).toBe(200);
  });

  it('refuses a body over 64 kB before it is read', async () => {
    const answer = await say({ text: 'a', filler: 'x'.repeat(65_536) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  });

  it('refuses a body that is not sent as JSON', async () => {
    const answer = await channels.post('/v1/messages', 'text=hello', { 'Content-Type': 'text/plain' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BODY_NOT_JSON' } });
  });

  it('takes unknown locales, unknown fields and null for nothing', async () => {
    for (const extra of [
      { locale: 'xx' },
      { locale: 'not a tag!' },
      { conversationId: null, messageId: null },
      { x: 1 },
    ]) {
      expect((await say({ text: 'hello', ...extra })).status).toBe(200);
    }
  });

  it('tells an overloaded client when to come back', async () => {
    expect((await say({ text: 'overload' })).headers.get('retry-after')).toBe('1');
  });

  it('hands the dialog clean text', async () => {
    await say({ text: ' where\u0000 is it?\u0008 ' });
    expect(channels.dialog.handled.at(-1)?.text).toBe('where is it?');
  });

  describe('customer tokens', () => {
    const ana = { sub: 'cust-ana', email: 'ana@example.com' };

    it('tell who is signed in, with either secret', async () => {
      for (const key of [CURRENT_SECRET, PREVIOUS_SECRET]) {
        expect((await say({ text: 'hi', customerToken: await token(ana, { key }) })).status).toBe(200);
        expect(channels.dialog.handled.at(-1)?.customer).toEqual({
          customerId: 'cust-ana',
          email: 'ana@example.com',
          expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        });
      }
    });

    it('of another customer are refused in a conversation that has one', async () => {
      const { conversationId } = (await say({ text: 'hi', customerToken: await token(ana) })).body;
      const other = await token({ sub: 'cust-ben', email: 'ben@example.com' });
      expect(await say({ conversationId, text: 'hi', customerToken: other })).toMatchObject({
        status: 403,
        body: { code: 'CUSTOMER_MISMATCH' },
      });
    });

    it('that are not valid are refused', async () => {
      const [header, claims] = (await token(ana)).split('.');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
      const withoutExpiry = await new SignJWT(ana)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(secret(CURRENT_SECRET));
      const hs512 = await new SignJWT(ana)
        .setProtectedHeader({ alg: 'HS512' })
        .setExpirationTime('5m')
        .sign(secret(CURRENT_SECRET.repeat(2)));
      const refused = [
        'nonsense',
        '',
        unsigned,
        `${header}.${claims}.c2lnbmF0dXJl`,
        withoutExpiry,
        hs512,
        await token(ana, { key: 'another-secret' }),
        await token(ana, { exp: Math.floor(Date.now() / 1000) - 1 }),
        await token({ sub: 'cust-ana' }),
        await token({ email: 'ana@example.com' }),
        await token({ sub: '', email: 'ana@example.com' }),
        await token({ sub: { $ne: '' }, email: 'ana@example.com' }),
      ];
      for (const customerToken of refused) {
        expect(await say({ text: 'hi', customerToken })).toMatchObject({
          status: 401,
          body: { code: 'CUSTOMER_TOKEN_INVALID' },
        });
      }
    });
  });

  describe('late messages', () => {
    it('come after the cursor', async () => {
      const { conversationId } = (await say({ text: 'hi' })).body;
      const path = `/v1/conversations/${conversationId}/messages`;
      expect((await channels.get(path)).body).toEqual({ messages: [], cursor: 0 });
      await channels.dialog.writeLate(conversationId, { text: 'Ben here.', author: 'staff' });
      const { body } = await channels.get(path);
      expect(body.messages).toMatchObject([{ text: 'Ben here.', author: 'staff' }]);
      expect((await channels.get(`${path}?after=${body.cursor}`)).body).toEqual({
        messages: [],
        cursor: body.cursor,
      });
    });

    it.each(['-1', 'x', '1.5', '1&after=2', '99999999999999999999'])('refuse after=%s', async (after) => {
      const { conversationId } = (await say({ text: 'hi' })).body;
      expect(await channels.get(`/v1/conversations/${conversationId}/messages?after=${after}`)).toMatchObject(
        {
          status: 400,
          body: { code: 'FIELD_INVALID', field: 'after' },
        },
      );
    });

    it('of an unknown conversation are 404', async () => {
      for (const id of ['AAAA', '%00']) {
        expect(await channels.get(`/v1/conversations/${id}/messages`)).toMatchObject({
          status: 404,
          body: { code: 'CONVERSATION_UNKNOWN' },
        });
      }
    });
  });

  it('logs no word of a message, no address and no conversation id', async () => {
    const { conversationId } = (await say({ text: 'my secret illness' })).body;
    await say({ text: 'break' });
    await channels.get(`/v1/conversations/${conversationId}/messages`);
    const log = JSON.stringify(channels.log);
    expect(log).toContain('/v1/conversations/:conversationId/messages');
    expect(log).not.toMatch(/illness|ana@example|eyJ/);
    expect(log).not.toContain(conversationId);
  });
});

describe('A customer token that names its key', () => {
  const ana = { sub: 'cust-ana', email: 'ana@example.com' };
  const named = [`2026a:${PREVIOUS_SECRET}`, `2026b:${CURRENT_SECRET}`];

  /** Whether tokens are taken, each signed with a key and naming one, or none. */
  async function taken(secrets: string[], tokens: { key: string; kid?: string }[]): Promise<boolean[]> {
    const channels = await startChannels({ CUSTOMER_TOKEN_SECRET: secrets.join(',') });
    const answers: boolean[] = [];
    for (const options of tokens) {
      const customerToken = await token(ana, options);
      answers.push((await channels.post('/v1/messages', { text: 'hi', customerToken })).status === 200);
    }
    await channels.app.close();
    return answers;
  }

  it('is taken with that key, and with no other', async () => {
    expect(
      await taken(named, [
        { kid: '2026a', key: PREVIOUS_SECRET },
        { kid: '2026b', key: CURRENT_SECRET },
        { kid: '2026a', key: CURRENT_SECRET },
        { kid: '2026b', key: PREVIOUS_SECRET },
        { kid: '2025', key: CURRENT_SECRET },
        { kid: '', key: CURRENT_SECRET },
      ]),
    ).toEqual([true, true, false, false, false, false]);
  });

  it('may also name none, while the shop begins to', async () => {
    expect(await taken(named, [{ key: PREVIOUS_SECRET }, { key: CURRENT_SECRET }])).toEqual([true, true]);
  });

  it('may name whatever it likes where the keys have no names', async () => {
    expect(
      await taken([CURRENT_SECRET, PREVIOUS_SECRET], [{ kid: 'made-up', key: PREVIOUS_SECRET }]),
    ).toEqual([true]);
    expect(
      await taken(
        [`2026b:${CURRENT_SECRET}`, PREVIOUS_SECRET],
        [
          { kid: 'made-up', key: PREVIOUS_SECRET },
          { kid: 'made-up', key: CURRENT_SECRET },
          { kid: '2026b', key: PREVIOUS_SECRET },
        ],
      ),
    ).toEqual([true, false, false]);
  });

  it('needs none for a secret that only looks as if it had a name', async () => {
    const colon = `shop:${CURRENT_SECRET}`;
    expect(await taken([colon], [{ key: colon }, { kid: 'made-up', key: colon }])).toEqual([true, true]);
  });
});

describe('without CUSTOMER_TOKEN_SECRET', () => {
  it('every token is refused, saying why', async () => {
    const channels = await startChannels();
    expect(await channels.post('/v1/messages', { text: 'hi', customerToken: 'x.y.z' })).toMatchObject({
      status: 401,
      body: { code: 'CUSTOMER_TOKENS_OFF' },
    });
    await channels.app.close();
  });
});
