import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Browser } from 'playwright-core';
import { BotApp, CUSTOMER_TOKEN_SECRET } from '../support/bot-app';
import { startBrowser } from '../support/browser';
import { type FakeConnector, startConnector } from '../support/fake-connector';

interface Answer {
  status: number;
  text: string;
  // The shape is what the tests look at.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Every way in, with the shipped model, templates and shop behind it. */
describe('the whole service', () => {
  let bot: BotApp;
  let url: string;
  let connector: FakeConnector;

  const post = async (path: string, body: unknown): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, body: text === '' ? undefined : JSON.parse(text) };
  };
  const templatesOf = ({ body }: Answer): string[] =>
    (body.replies as { templateId: string }[]).map((reply) => reply.templateId);

  beforeAll(async () => {
    bot = await BotApp.start();
    url = await bot.url();
    connector = await startConnector();
  });
  afterAll(async () => {
    await connector.close();
    await bot.stop();
  });

  describe('over REST, in one conversation', () => {
    let conversationId: string;
    const say = (body: Record<string, unknown>): Promise<Answer> =>
      post('/v1/messages', { conversationId, ...body });

    beforeAll(async () => {
      conversationId = (await post('/v1/conversations', {})).body.conversationId;
      expect(templatesOf(await say({ text: 'where is my order W1001?' }))).toEqual(['ask_email']);
      expect(templatesOf(await say({ text: 'ana@example.com' }))).toEqual(['order_status']);
    });

    it.each<[string, () => Promise<Answer>, number, string]>([
      ['an empty text', () => say({ text: '' }), 400, 'TEXT_EMPTY'],
      ['nothing but control characters', () => say({ text: '\u0000\u0007' }), 400, 'TEXT_EMPTY'],
      ['a text of 100 kB', () => say({ text: 'a'.repeat(100_000) }), 413, 'BODY_TOO_LARGE'],
      ['a text too long to be a message', () => say({ text: 'a'.repeat(10_001) }), 400, 'TEXT_TOO_LONG'],
      ['what is not JSON', () => post('/v1/messages', '{"text": "hi"'), 400, 'BODY_NOT_JSON'],
      ['a text that is a number', () => say({ text: 7 }), 400, 'FIELD_INVALID'],
      ['a conversation that is a list', () => say({ text: 'hi', conversationId: [] }), 400, 'FIELD_INVALID'],
      ['a conversation unknown', () => say({ text: 'hi', conversationId: 'x' }), 404, 'CONVERSATION_UNKNOWN'],
    ])('refuses %s, then answers as before', async (_, send, status, code) => {
      const answer = await send();
      expect(answer).toMatchObject({ status, body: { status, code } });
      expect(answer.text).not.toMatch(/node_modules|\.[jt]s:\d/);
      expect(templatesOf(await say({ text: 'what are your opening hours?' }))).toEqual(['store_hours']);
      expect(templatesOf(await say({ text: 'and where is W1001 now?' }))).toEqual(['order_status']);
    });

    it('takes an unknown locale for the default, and control characters within a text for nothing', async () => {
      expect(templatesOf(await say({ text: 'where is \u0007 W1001', locale: 'tlh-KX' }))).toEqual([
        'order_status',
      ]);
    });
  });

  it("keeps a token's rights for the conversation until it expires, and no longer", async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 3;
    const customerToken = await new SignJWT({ sub: 'cust-ana', email: 'ana@example.com' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(expiresAt)
      .sign(new TextEncoder().encode(CUSTOMER_TOKEN_SECRET));
    const first = await post('/v1/messages', { text: 'where is my order W1001?', customerToken });
    expect(templatesOf(first)).toEqual(['order_status']);
    const { conversationId } = first.body;
    const second = await post('/v1/messages', { conversationId, text: 'where is my order W1003?' });
    expect(templatesOf(second)).toEqual(['order_status']);
    await new Promise((resolve) => setTimeout(resolve, expiresAt * 1000 + 50 - Date.now()));
    const third = await post('/v1/messages', { conversationId, text: 'where is my order W1001?' });
    expect(templatesOf(third)).toEqual(['ask_email']);
  }, 15_000);

  describe('over the Bot Framework', () => {
    let count = 0;
    const activity = (part: Record<string, unknown>): Record<string, unknown> => ({
      type: 'message',
      id: `activity-${(count += 1)}`,
      channelId: 'emulator',
      serviceUrl: connector.url,
      conversation: { id: 'conversation-1' },
      from: { id: 'user-1' },
      recipient: { id: 'bot-1' },
      ...part,
    });
    const send = (part: Record<string, unknown>): Promise<Answer> => post('/api/messages', activity(part));
    const textsOf = ({ body }: Answer): string[] =>
      (body.activities as { text: string }[]).map(({ text }) => text);

    it('answers in the same conversation after an activity without a type and one with attachments only', async () => {
      const deliveryMode = 'expectReplies';
      await send({ deliveryMode, text: 'where is my order W1001?' });
      expect(await send({ deliveryMode, type: undefined, text: 'hi' })).toMatchObject({
        status: 400,
        body: { code: 'ACTIVITY_INVALID' },
      });
      const attachments = [{ contentType: 'image/png', contentUrl: 'https://example.com/a.png' }];
      expect(textsOf(await send({ deliveryMode, attachments }))).toHaveLength(1);
      expect(textsOf(await send({ deliveryMode, text: 'ana@example.com' }))).toEqual([
        expect.stringContaining('W1001'),
      ]);
    });

    it('delivers a reply at the connector, as a reply to the message', async () => {
      expect(
        (await send({ conversation: { id: 'conversation-2' }, text: 'do you take PayPal?' })).status,
      ).toBe(200);
      const [delivery] = await connector.accepted(1);
      expect(delivery?.activity).toMatchObject({
        type: 'message',
        text: expect.stringContaining('PayPal'),
        replyToId: `activity-${count}`,
      });
    });
  });

  describe('on the chat page', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser.close());

    it.each([
      ['phone', { width: 375, height: 740 }],
      ['desktop', { width: 1280, height: 820 }],
    ])('tells a customer at a %s where the order is', async (_, viewport) => {
      const page = await browser.newPage({ viewport });
      page.setDefaultTimeout(10_000);
      await page.goto(`${url}/chat`);
      const say = async (text: string, reply: RegExp): Promise<void> => {
        await page.getByLabel('Your message').fill(text);
        await page.keyboard.press('Enter');
        await page.locator('.bubble', { hasText: reply }).last().waitFor();
      };
      await say('where is my order #W1001?', /e-mail/i);
      await say('ana@example.com', /W1001/);
      await say('thanks!', /welcome|glad|pleasure/i);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.close();
    });
  });
});
