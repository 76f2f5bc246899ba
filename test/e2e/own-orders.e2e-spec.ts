import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { DialogPort, type IncomingMessage } from '../../src/dialog';
import { DATABASE, schema } from '../../src/storage';
import { StorefrontPort } from '../../src/storefront';
import { BotApp } from '../support/bot-app';

/** What only its customer hears of W1001. */
const FACTS = /JD014600001001|SKU-20110|SKU-40005|on its way/;

describe('Whoever asks sees their own orders only', () => {
  let bot: BotApp;
  let dialog: DialogPort;
  let conversationId: string;

  const signedIn = (name: string, expiresInMs = 3_600_000): IncomingMessage['customer'] => ({
    customerId: `cust-${name}`,
    email: `${name}@example.com`,
    expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
  });
  const say = async (text: string, more: Partial<IncomingMessage> = {}): Promise<string> => {
    const result = await dialog.handle({
      channel: 'rest',
      conversationId,
      senderId: 'client',
      text,
      ...more,
    });
    if (result.kind !== 'answered') return result.kind;
    return result.replies.map((reply) => `${reply.templateId}: ${reply.text}`).join('\n');
  };
  const proveAsGuest = async (): Promise<void> => {
    expect(await say('where is my order W1001?')).toMatch(/^ask_email/);
    expect(await say('ana@example.com')).toMatch(FACTS);
  };

  beforeAll(async () => {
    bot = await BotApp.start();
    dialog = bot.app.get(DialogPort, { strict: false });
  });
  afterAll(() => bot.stop());
  beforeEach(async () => {
    await bot.resetShop();
    conversationId = await dialog.begin('rest');
  });

  it('signed in where a guest proved an order before, another customer sees nothing of it', async () => {
    await proveAsGuest();
    const customer = signedIn('ben');
    expect(await say('where is my order W1001?', { customer })).toMatch(/^not_verified/);
    expect(await say('and when will it arrive?', { customer })).not.toMatch(FACTS);
  });

  it("a guest's proof does not come back when the customer who signed in after it is gone", async () => {
    await proveAsGuest();
    await say('hello', { customer: signedIn('ben', 300) });
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await say('where is my order W1001?')).toMatch(/^ask_email/);
  });

  it("signed in, another customer's yes confirms nothing that a guest began", async () => {
    await say('cancel order W1003');
    expect(await say('ana@example.com')).toMatch(/^cancel_order/);
    expect(await say('yes', { customer: signedIn('ben') })).toMatch(/^not_verified/);
    const [order] = await bot.database.select().from(schema.orders).where(eq(schema.orders.number, 'W1003'));
    expect(order?.status).toBe('processing');
  });

  it('a proof ends when the order comes under another address', async () => {
    await proveAsGuest();
    const move = (email: string, customerId: string): Promise<unknown> =>
      bot.database.update(schema.orders).set({ email, customerId }).where(eq(schema.orders.number, 'W1001'));
    await move('ben@example.com', 'cust-ben');
    expect(await say('where is my order W1001?')).toMatch(/^ask_email/);
    expect(await say('ana@example.com')).toMatch(/^not_verified/);
  });

  it("a token's rights end with it, also for an open question", async () => {
    const customer = signedIn('ana', 400);
    expect(await say('cancel order W1003', { customer })).toMatch(/^cancel_order/);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(await say('yes')).toMatch(/^ask_email/);
    expect(await say('where is my order W1001?')).not.toMatch(FACTS);
  });

  it("a customer's answers are not repeated to another who knows the message id", async () => {
    const messageId = 'm1';
    const text = 'where is my order W1001?';
    expect(await say(text, { messageId, customer: signedIn('ana') })).toMatch(FACTS);
    expect(await say(text, { messageId, customer: signedIn('ana') })).toMatch(FACTS);
    expect(await say(text, { messageId, customer: signedIn('ben') })).toBe('other_customer');
  });

  it.each(['ANA@Example.COM', 'ana@EXAMPLE.com.'])('the address may be written %s', async (email) => {
    await say('where is my order W1001?');
    expect(await say(email)).toMatch(FACTS);
  });

  it('an address with accents is the same in composed letters and in others', async () => {
    await bot.database
      .update(schema.orders)
      .set({ email: 'Zo\u00eb@b\u00fccher.example' })
      .where(eq(schema.orders.number, 'W1001'));
    await say('where is my order W1001?');
    expect(await say('zoe\u0308@xn--bcher-kva.example')).toMatch(FACTS);
  });

  it("of another's order no more is read than of one that does not exist", async () => {
    const statements: string[] = [];
    const { $client } = bot.app.get<ReturnType<typeof drizzle>>(DATABASE, { strict: false });
    const db = drizzle($client, { schema, logger: { logQuery: (query) => void statements.push(query) } });
    const storefront = bot.app.get(StorefrontPort, { strict: false });
    const find = async (number: string, isOwn: boolean): Promise<string[]> => {
      statements.length = 0;
      await db.transaction((tx) => storefront.findOwnOrder(tx, number, () => isOwn));
      return [...statements];
    };
    const unknown = await find('W4040', true);
    expect(await find('W1001', false)).toEqual(unknown);
    expect((await find('W1001', true)).length).toBeGreaterThan(unknown.length);
  });

  it('two customers who ask for every order each get theirs, and no word of the others', async () => {
    const orders = await bot.database.select().from(schema.orders);
    for (const name of ['ana', 'ben']) {
      for (const order of orders) {
        conversationId = await dialog.begin('rest');
        await bot.database.delete(schema.identityAttempts);
        const answer = await say(`where is my order ${order.number}?`, { customer: signedIn(name) });
        const isOwn = order.customerId === `cust-${name}`;
        expect([order.number, answer.startsWith('not_verified')]).toEqual([order.number, !isOwn]);
        if (!isOwn && order.trackingNumber) expect(answer).not.toContain(order.trackingNumber);
      }
    }
  });
});
