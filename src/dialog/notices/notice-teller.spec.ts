import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asc, eq, sql } from 'drizzle-orm';
import { BotApp } from '../../../test/support/bot-app';
import { ENGINES } from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { schema } from '../../storage';
import type { CustomerNotice } from '../../storefront';
import { CustomerNoticesService } from '../../storefront/notices/customer-notices.service';
import { CataloguePort, type Template } from '../../templates';
import { DialogPort, RehearsalPort, type IncomingMessage } from '..';
import { senderOf, type ConversationState } from '../conversation-state';
import { DIALOG_OPTIONS, type DialogOptions } from '../dialog.options';
import { NoticeTellerService } from './notice-teller.service';

const { conversations, customerNotices, orderLinks, orders, refunds, templates, catalogueVersion } = schema;
const HOUR_MS = 3_600_000;
const ANA = 'ana@example.com';

describe.each(ENGINES)(`${NoticeTellerService.name} on %s`, (engine) => {
  let bot: BotApp;
  let dialog: DialogPort;
  let options: DialogOptions;
  let conversationId: string;
  let notices = 0;

  beforeAll(async () => {
    expect(engine).toBe(process.env.TEST_DATABASE_URL ? 'PostgreSQL' : 'PGlite');
    bot = await BotApp.start();
    dialog = bot.app.get(DialogPort, { strict: false });
    options = bot.app.get<DialogOptions>(DIALOG_OPTIONS, { strict: false });
  });
  afterAll(() => bot.stop());
  beforeEach(async () => {
    await bot.resetShop();
    conversationId = await dialog.begin('rest');
  });
  afterEach(() => {
    options.notices.quietHours = null;
    bot.advanceClock(0);
  });

  const say = async (text: string, more: Partial<IncomingMessage> = {}): Promise<string[]> => {
    const message = { channel: 'rest' as const, conversationId, senderId: 'client', text, ...more };
    const result = await dialog.handle(message);
    return result.kind === 'answered' ? result.replies.map((reply) => reply.templateId) : [result.kind];
  };
  /** Asks about the order, and proves it by its e-mail address. */
  const prove = async (number = 'W1001', more: Partial<IncomingMessage> = {}, email = ANA): Promise<void> => {
    await say(`where is my order ${number}?`, more);
    expect(await say(email, more)).toEqual(['order_status']);
  };
  const idOf = async (number: string): Promise<string> => {
    const [row] = await bot.database.select({ id: orders.id }).from(orders).where(eq(orders.number, number));
    return row!.id;
  };
  const set = async (number: string, values: Partial<typeof orders.$inferInsert>): Promise<void> => {
    await bot.database.update(orders).set(values).where(eq(orders.number, number));
  };
  const add = async (...added: CustomerNotice[]): Promise<void> => {
    const service = bot.app.get(CustomerNoticesService, { strict: false });
    await bot.database.transaction(async (tx) => {
      for (const notice of added) await service.add(tx, `key-${(notices += 1)}`, notice);
    });
  };
  const shipped = async (number = 'W1001'): Promise<CustomerNotice> => ({
    kind: 'order_shipped',
    orderId: await idOf(number),
  });
  const outcomes = async (): Promise<(string | null)[]> => {
    const rows = await bot.database.select().from(customerNotices).orderBy(asc(customerNotices.id));
    return rows.map(({ outcome }) => outcome);
  };
  /** Adds them, and waits until something has come of each. */
  const tell = async (...added: CustomerNotice[]): Promise<(string | null)[]> => {
    await add(...added);
    await until(async () => !(await outcomes()).includes(null));
    return outcomes();
  };
  const late = async (id = conversationId): Promise<{ text: string; templateId?: string }[]> =>
    (await dialog.lateMessages(id, 0))!.messages;
  const texts = async (id = conversationId): Promise<string[]> => (await late(id)).map(({ text }) => text);
  const linked = async (): Promise<(typeof orderLinks.$inferSelect)[]> =>
    bot.database.select().from(orderLinks);
  const stateOf = async (): Promise<{ state: ConversationState; version: number }> => {
    const [row] = await bot.database.select().from(conversations).where(eq(conversations.id, conversationId));
    return { state: row!.state as ConversationState, version: row!.stateVersion };
  };

  it('tells the conversation in which the order was proved, so that the next question needs no number', async () => {
    await prove();
    expect(await tell(await shipped())).toEqual(['told']);
    const [message, ...others] = await late();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ author: 'bot', templateId: 'notice_order_shipped' });
    expect(message?.text).toMatch(/^Good news: a parcel of your order W1001 is on its way with DHL\./);
    const { state } = await stateOf();
    expect(state.lastPrompt).toBe(message?.text);
    expect(await say('and when will it come?')).toEqual(['order_status']);
    const { rows } = await bot.database.execute<{ author: string; text: string }>(
      sql`select author, text from transcript where conversation_id = ${conversationId} order by id`,
    );
    expect(rows.at(-3)).toEqual({ author: 'bot', text: message?.text });
    const { rows: counted } = await bot.database.execute<{ said: number }>(
      sql`select sum(said)::int as said from (
        select template_id, said from wording_events union all select template_id, said from wording_counts) as all_counts
      where template_id = 'notice_order_shipped'`,
    );
    expect(counted.map(({ said }) => Number(said))).toEqual([1]);
  });
  it('tells it once, however many look at it at once', async () => {
    await prove();
    const teller = bot.app.get(NoticeTellerService, { strict: false });
    await add(await shipped());
    const about = `order:${await idOf('W1001')}`;
    await Promise.all(Array.from({ length: 8 }, () => teller.tell(about)));
    await until(async () => !(await outcomes()).includes(null));
    expect(await texts()).toHaveLength(1);
  });

  it('tells every conversation of the customer, each in its own language, and no other', async () => {
    const german = await dialog.begin('rest');
    const other = await dialog.begin('rest');
    await publish({ id: 'notice_order_shipped', bodies: { de: { ok: '{{order.number}} ist unterwegs.' } } });
    await prove();
    await prove('W1001', { conversationId: german, locale: 'de-AT' });
    await prove('W1002', { conversationId: other }, 'ben@example.com');
    await tell(await shipped());
    expect(await texts()).toEqual([expect.stringContaining('on its way')]);
    expect(await texts(german)).toEqual(['W1001 ist unterwegs.']);
    expect(await texts(other)).toEqual([]);
    await restore('notice_order_shipped');
  });

  it('tells nobody who only failed to prove it', async () => {
    await say('where is my order W1001?');
    expect(await say('ben@example.com')).toEqual(['not_verified']);
    expect(await tell(await shipped())).toEqual(['nobody']);
    expect(await late()).toEqual([]);
  });

  it.each([
    ['somebody else has signed in since', { customer: signedIn('cust-ben', 'ben@example.com') }],
    ['somebody else writes there as well', { senderId: 'another' }],
  ])('tells nothing where %s', async (_, more) => {
    await prove();
    await say('hello', more);
    expect(await tell(await shipped())).toEqual(['nobody']);
    expect(await late()).toEqual([]);
  });

  it('makes no link to whoever signs in to a conversation in which another customer proved the order', async () => {
    await prove();
    const ben = { customer: signedIn('cust-ben', 'ben@example.com') };
    await say('where is my order W1001?', ben);
    expect(await tell(await shipped())).toEqual(['nobody']);
  });

  it('tells a signed-in customer of the orders they asked about, also when the token is over', async () => {
    await say('where is my order W1001?', { customer: signedIn('cust-ana', ANA, 1_000) });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await tell(await shipped())).toEqual(['told']);
  });

  it('tells nothing once the order is another customer’s, nor by the old proof', async () => {
    await prove();
    await set('W1001', { customerId: 'cust-ben' });
    expect(await tell(await shipped())).toEqual(['nobody']);
    await say('where is my order W1001?');
    expect(await linked()).toMatchObject([{ customerId: 'cust-ana' }]);
    expect(await tell({ ...(await shipped()) })).toEqual(['nobody', 'nobody']);
  });

  it('forgets the links of an order that is deleted', async () => {
    await prove();
    const notice = await shipped();
    await bot.database.execute(sql`delete from orders where number = 'W1001'`);
    expect(await linked()).toEqual([]);
    expect(await tell(notice)).toEqual(['obsolete']);
  });

  it('tells no group what one of its members asked about', async () => {
    await prove('W1001', { isGroup: true });
    expect(await tell(await shipped())).toEqual(['nobody']);
  });

  it('leaves no link when a conversation is rehearsed', async () => {
    const steps = ['where is my order W1001?', ANA].map((text) => ({ kind: 'customer' as const, text }));
    for (const stage of ['own', 'demo'] as const) {
      const played = await bot.app.get(RehearsalPort, { strict: false }).play({ stage, steps });
      expect(played.steps.at(-1)).toMatchObject({ replies: [{ templateId: 'order_status' }] });
    }
    expect(await linked()).toEqual([]);
  });

  it('tells only what is still so, and of several things the latest', async () => {
    await prove();
    const orderId = await idOf('W1001');
    const news: CustomerNotice[] = [
      { kind: 'order_shipped', orderId },
      { kind: 'order_delayed', orderId, promisedAt: '2020-01-01T00:00:00Z' },
      { kind: 'order_delivered', orderId },
    ];
    expect(await tell(...news)).toEqual(['superseded', 'told', 'obsolete']);
    expect(await texts()).toEqual([expect.stringContaining('is delayed')]);
    await set('W1001', { status: 'delivered', deliveredAt: new Date() });
    expect((await tell(...news)).slice(3)).toEqual(['obsolete', 'obsolete', 'told']);
    await set('W1001', { status: 'cancelled' });
    expect((await tell(...news)).slice(6)).toEqual(['obsolete', 'obsolete', 'obsolete']);
    expect(await texts()).toHaveLength(2);
  });

  it('tells of several refunds in one message, and of none that was taken back', async () => {
    await prove();
    const orderId = await idOf('W1001');
    const refund = (id: string, amountMinor: number): typeof refunds.$inferInsert => ({
      ...{ id, orderId, amountMinor, createdAt: new Date(), reason: null, lines: null },
    });
    await bot.database.insert(refunds).values([refund('r1', 1_000), refund('r2', 250)]);
    const refunded = (refundId: string): CustomerNotice => ({ kind: 'order_refunded', orderId, refundId });
    expect(await tell(refunded('r1'), refunded('r2'), refunded('r3'))).toEqual([
      'superseded',
      'told',
      'obsolete',
    ]);
    const [text, ...others] = await texts();
    expect(others).toEqual([]);
    expect(text).toMatch(/€10\.00[^]*€2\.50/);
  });

  it('leaves a question that is open as it is', async () => {
    await prove();
    expect(await say('where is my order W1002?')).toEqual(['ask_email']);
    const before = (await stateOf()).state;
    expect(senderOf(before, 'client')?.task).toMatchObject({ waitingFor: 'email' });
    await tell(await shipped());
    const after = (await stateOf()).state;
    expect(after).toEqual(before);
    expect(await texts()).toHaveLength(1);
  });

  it('takes turns with the customer: neither forgets what the other did', async () => {
    await prove();
    const notice = await shipped();
    const [before, started] = [await stateOf(), Date.now()];
    const turns = Array.from({ length: 6 }, () => say('what are your opening hours?'));
    for (let count = 0; count < 6; count += 1) await add(notice);
    expect((await Promise.all(turns)).flat()).toEqual(Array.from({ length: 6 }, () => 'store_hours'));
    await until(async () => !(await outcomes()).includes(null));
    const told = (await late()).length;
    const { state, version } = await stateOf();
    expect(told).toBeGreaterThan(0);
    expect(state.turn).toBe(before.state.turn + 6);
    expect(version).toBe(before.version + 6 + told);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  describe('in quiet hours', () => {
    const minuteOf = (ms: number): number => {
      const time = new Date(ms);
      return time.getUTCHours() * 60 + time.getUTCMinutes();
    };
    beforeEach(() => {
      const [fromMinute, toMinute] = [minuteOf(Date.now() - HOUR_MS), minuteOf(Date.now() + HOUR_MS)];
      options.notices.quietHours = { fromMinute, toMinute };
    });
    const waiting = async (): Promise<Date[]> => {
      const rows = await bot.database
        .select()
        .from(customerNotices)
        .where(sql`done_at is null`);
      return rows.map(({ dueAt }) => dueAt);
    };

    it('waits for their end, and tells the latest then', async () => {
      await prove();
      await add(await shipped());
      await until(async () => (await waiting()).every((dueAt) => dueAt.getTime() > Date.now() + HOUR_MS / 2));
      expect(await late()).toEqual([]);
      await set('W1001', { status: 'delivered', deliveredAt: new Date() });
      await add({ kind: 'order_delivered', orderId: await idOf('W1001') });
      await until(async () => (await waiting()).every((dueAt) => dueAt.getTime() > Date.now() + HOUR_MS / 2));
      expect(await outcomes()).toEqual([null, null]);
      bot.advanceClock(2 * HOUR_MS);
      await until(async () => (await late()).length > 0);
      expect(await texts()).toEqual([expect.stringContaining('was delivered')]);
      expect(await outcomes()).toEqual(['obsolete', 'told']);
    });

    it.each([
      ['today', 0, true],
      ['tomorrow', 24, true],
      ['in three days', 72, false],
    ])(
      'tells at once that what was promised for %s is delayed: %s hours on, %s',
      async (_, hours, isTold) => {
        await prove();
        const promised = new Date(Date.now() + hours * HOUR_MS);
        await set('W1001', { expectedAt: new Date(promised.getTime() + 72 * HOUR_MS) });
        const orderId = await idOf('W1001');
        await add({ kind: 'order_delayed', orderId, promisedAt: promised.toISOString() });
        await until(async () => (await waiting()).every((dueAt) => dueAt.getTime() > Date.now()));
        expect((await late()).length).toBe(isTold ? 1 : 0);
      },
    );
  });

  it('says nothing where staff archived the template, and something again when they bring it back', async () => {
    await prove();
    const archive = async (archivedAt: Date | null): Promise<void> => {
      await bot.database
        .update(templates)
        .set({ archivedAt })
        .where(eq(templates.id, 'notice_order_shipped'));
      await bot.database.update(catalogueVersion).set({ version: sql`version + 1` });
      const catalogue = bot.app.get(CataloguePort, { strict: false });
      await until(() => (catalogue.find('notice_order_shipped') === undefined) === (archivedAt !== null));
    };
    await archive(new Date());
    expect(await tell(await shipped())).toEqual(['switched_off']);
    expect(await late()).toEqual([]);
    await archive(null);
    expect(await tell(await shipped())).toEqual(['switched_off', 'told']);
  });

  describe('of what the shop decided', () => {
    const TAKE_BACK: Template = {
      id: 'take_back',
      intent: 'return',
      description: 'Whoever wants to send a parcel back to us.',
      examples: ['take this back please', 'please take it back', 'can you take back what I bought'],
      needs: ['order', 'orderLine', 'reason'],
      action: { type: 'create_return', confirm: false },
      bodies: {
        en: {
          ok: '{{orderLine.name}} of {{order.number}} may come back: {{return.number}}. You said: {{excerpt reason}}',
          requested: 'We will see.',
          refused: 'No, {{order.number}} stays.',
          not_found: 'Not found.',
          not_allowed: 'Not allowed.',
          already_done: 'Already done.',
        },
        de: { refused: 'Nein, {{order.number}} bleibt.' },
      },
    };
    const actionKey = 'asked-1';
    const decided = (outcome: 'ok' | 'refused', facts: object = {}): CustomerNotice => ({
      kind: 'action_decided',
      actionKey,
      outcome,
      facts,
    });
    const returned = { return: { number: 'RMA-1', kind: 'return', labelUrl: null, postage: 'free' } };
    const request = async (): Promise<void> => {
      const { rows } = await bot.database.execute<{ id: string }>(
        sql`select id from order_lines where order_id = ${await idOf('W1001')} order by position`,
      );
      await bot.database.insert(schema.actions).values({
        idempotencyKey: actionKey,
        conversationId,
        type: 'create_return',
        request: {
          subject: 'take_back',
          message: 'take it back',
          reason: 'too loud',
          orderId: await idOf('W1001'),
          orderLineId: rows[0]?.id,
        },
        outcome: 'requested',
        facts: {},
      });
    };

    beforeAll(() => bot.app.get(CataloguePort, { strict: false }).publish(TAKE_BACK, 'answer'));

    it('says it in the words of the template by which it was asked for, also in quiet hours', async () => {
      options.notices.quietHours = { fromMinute: 0, toMinute: 1_439 };
      await prove();
      await request();
      expect(await tell(decided('ok', returned))).toEqual(['told']);
      expect(await late()).toMatchObject([{ templateId: 'take_back' }]);
      expect((await texts())[0]).toMatch(
        /^Engraved Pen|Walnut|.+ of W1001 may come back: RMA-1\. You said: too loud$/,
      );
    });

    it('says it where it was asked, in the language of then, and in a group too', async () => {
      await prove('W1001', { locale: 'de', isGroup: true });
      await request();
      expect(await tell(decided('refused'))).toEqual(['told']);
      expect(await texts()).toEqual(['Nein, W1001 bleibt.']);
    });

    it('says nothing to whoever came later', async () => {
      await prove();
      await request();
      await say('hello', { customer: signedIn('cust-ben', 'ben@example.com') });
      expect(await tell(decided('refused'))).toEqual(['nobody']);
    });

    it('tries again where the words are missing a fact, and says it when they are put right', async () => {
      await prove();
      await request();
      await add(decided('ok'));
      await until(async () => {
        const [row] = await bot.database.select().from(customerNotices);
        return row!.attempts > 0;
      });
      expect(await outcomes()).toEqual([null]);
      expect(await late()).toEqual([]);
      const right = { ...TAKE_BACK, bodies: { en: { ...TAKE_BACK.bodies.en, ok: 'It may come back.' } } };
      await bot.app.get(CataloguePort, { strict: false }).publish(right, 'answer');
      bot.advanceClock(HOUR_MS);
      await until(async () => (await outcomes())[0] === 'told');
      expect(await texts()).toEqual(['It may come back.']);
    });
  });

  const publish = async ({ id, bodies }: Pick<Template, 'id' | 'bodies'>): Promise<void> => {
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const { kind, version: _, ...template } = catalogue.find(id)!;
    await catalogue.publish({ ...template, bodies: { ...template.bodies, ...bodies } }, kind);
  };
  const restore = async (id: string): Promise<void> => {
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const { kind, version: _, ...template } = catalogue.find(id)!;
    await catalogue.publish({ ...template, bodies: { en: template.bodies.en! } }, kind);
  };
});

function signedIn(customerId: string, email: string, lastsMs = HOUR_MS): IncomingMessage['customer'] {
  return { customerId, email, expiresAt: new Date(Date.now() + lastsMs).toISOString() };
}
