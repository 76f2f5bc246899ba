import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { DialogPort, type IncomingMessage } from '../../src/dialog';
import type { ConversationState } from '../../src/dialog/conversation-state';
import { DIALOG_OPTIONS, type DialogOptions, type NoticeOptions } from '../../src/dialog/dialog.options';
import { schema, type Transaction } from '../../src/storage';
import type { CustomerNotice } from '../../src/storefront';
import { CustomerNoticesService } from '../../src/storefront/notices/customer-notices.service';
import { CataloguePort, type Template } from '../../src/templates';
import { BotApp } from './bot-app';
import { until } from './until';

const { conversations, customerNotices, orders } = schema;

export const HOUR_MS = 3_600_000;
export const ANA = 'ana@example.com';
export const BEN = 'ben@example.com';

type More = Partial<IncomingMessage>;

/** A whole service with its demo shop, a customer's conversation, and notices as the shop's records would add them. */
export class NewsApp {
  /** Of the customer who writes unless said otherwise. */
  conversationId = '';

  private constructor(readonly bot: BotApp) {}

  static async start(environment: Record<string, string> = {}): Promise<NewsApp> {
    return new NewsApp(await BotApp.start(environment));
  }

  get dialog(): DialogPort {
    return this.bot.app.get(DialogPort, { strict: false });
  }

  get catalogue(): CataloguePort {
    return this.bot.app.get(CataloguePort, { strict: false });
  }

  /** What may be changed between tests. */
  get options(): NoticeOptions {
    return this.bot.app.get<DialogOptions>(DIALOG_OPTIONS, { strict: false }).notices;
  }

  /** A fresh shop and a new conversation, in no quiet hours and at the real time. */
  async reset(): Promise<void> {
    this.options.quietHours = null;
    this.bot.advanceClock(0);
    await this.bot.resetShop();
    this.conversationId = await this.dialog.begin('rest');
  }

  /** The templates of the replies. */
  async say(text: string, more: More = {}): Promise<string[]> {
    const { conversationId } = this;
    const message = { channel: 'rest' as const, conversationId, senderId: 'client', text, ...more };
    const result = await this.dialog.handle(message);
    return result.kind === 'answered' ? result.replies.map((reply) => reply.templateId) : [result.kind];
  }

  /** Asks about the order, and proves it by its e-mail address. */
  async prove(number = 'W1001', more: More = {}, email = ANA): Promise<void> {
    await this.say(`where is my order ${number}?`, more);
    const [answer] = await this.say(email, more);
    if (answer !== 'order_status') throw new Error(`${number} was not proved: ${answer}`);
  }

  async idOf(number: string): Promise<string> {
    const isIt = eq(orders.number, number);
    const [row] = await this.bot.database.select({ id: orders.id }).from(orders).where(isIt);
    if (!row) throw new Error(`no order ${number}`);
    return row.id;
  }

  async change(number: string, values: Partial<typeof orders.$inferInsert>): Promise<void> {
    await this.bot.database.update(orders).set(values).where(eq(orders.number, number));
  }

  async shipped(number = 'W1001'): Promise<CustomerNotice> {
    return { kind: 'order_shipped', orderId: await this.idOf(number) };
  }

  async add(...notices: CustomerNotice[]): Promise<void> {
    await this.bot.database.transaction(async (tx) => {
      for (const notice of notices) await this.addUnder(tx, randomUUID(), notice);
    });
  }

  addUnder(tx: Transaction, onceKey: string, notice: CustomerNotice): Promise<void> {
    return this.bot.app.get(CustomerNoticesService, { strict: false }).add(tx, onceKey, notice);
  }

  async notices(): Promise<(typeof customerNotices.$inferSelect)[]> {
    return this.bot.database.select().from(customerNotices).orderBy(asc(customerNotices.id));
  }

  async outcomes(): Promise<(string | null)[]> {
    return (await this.notices()).map(({ outcome }) => outcome);
  }

  /** Adds them, waits until something has come of each notice, and says what. */
  async tell(...notices: CustomerNotice[]): Promise<(string | null)[]> {
    await this.add(...notices);
    await this.settled();
    return this.outcomes();
  }

  async settled(): Promise<void> {
    await until(async () => !(await this.outcomes()).includes(null));
  }

  async late(id = this.conversationId): Promise<{ text: string; author: string; templateId?: string }[]> {
    return (await this.dialog.lateMessages(id, 0))?.messages ?? [];
  }

  async texts(id = this.conversationId): Promise<string[]> {
    return (await this.late(id)).map(({ text }) => text);
  }

  async conversation(): Promise<{ state: ConversationState; version: number }> {
    const isIt = eq(conversations.id, this.conversationId);
    const [row] = await this.bot.database.select().from(conversations).where(isIt);
    if (!row) throw new Error('no conversation');
    return { state: row.state as ConversationState, version: row.stateVersion };
  }

  /** Publishes the template with these bodies beside those it has, or in their place. */
  async reword(id: string, bodies: Template['bodies']): Promise<void> {
    const found = this.catalogue.find(id);
    if (!found) throw new Error(`no template ${id}`);
    await this.catalogue.publish({ ...found, bodies: { ...found.bodies, ...bodies } }, found.kind);
  }

  stop(): Promise<void> {
    return this.bot.stop();
  }
}

export function signedIn(customerId: string, email: string, lastsMs = HOUR_MS): IncomingMessage['customer'] {
  return { customerId, email, expiresAt: new Date(Date.now() + lastsMs).toISOString() };
}
