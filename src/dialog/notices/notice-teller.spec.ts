import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eq, sql } from 'drizzle-orm';
import { ANA, BEN, HOUR_MS, NewsApp } from '../../../test/support/news-app';
import { ENGINES } from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { schema } from '../../storage';
import { NoticeQueueService, type CustomerNotice } from '../../storefront';
import { senderOf } from '../conversation-state';
import { NoticeTellerService } from './notice-teller.service';

const { refunds, templates, catalogueVersion } = schema;

describe.each(ENGINES)(`${NoticeTellerService.name} on %s`, () => {
  let app: NewsApp;

  beforeAll(async () => {
    app = await NewsApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(() => app.reset());

  it('tells the conversation in which the order was proved, so that the next question needs no number', async () => {
    await app.prove();
    expect(await app.tell(await app.shipped())).toEqual(['told']);
    const [message, ...others] = await app.late();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ author: 'bot', templateId: 'notice_order_shipped' });
    expect(message?.text).toMatch(/^Good news: a parcel of your order W1001 is on its way with DHL\./);
    expect((await app.conversation()).state.lastPrompt).toBe(message?.text);
    expect(await app.say('and when will it come?')).toEqual(['order_status']);
  });

  it('writes it into the transcript, and counts it', async () => {
    await app.prove();
    const said = sql`(select coalesce(sum(said), 0)::int as said from (select template_id, said from wording_events
      union all select template_id, said from wording_counts) as counts where template_id = 'notice_order_shipped')`;
    const count = async (): Promise<unknown> => (await app.bot.database.execute(said)).rows[0]?.['said'];
    const before = await count();
    await app.tell(await app.shipped());
    expect(await count()).toBe(Number(before) + 1);
    const { rows } = await app.bot.database.execute(sql`
      select author, text, details ->> 'templateId' as template from transcript
      where conversation_id = ${app.conversationId} order by id desc limit 1`);
    const [text] = await app.texts();
    expect(rows).toEqual([{ author: 'bot', text, template: 'notice_order_shipped' }]);
  });

  it('tells it once, however many look at it at once', async () => {
    await app.prove();
    const teller = app.bot.app.get(NoticeTellerService, { strict: false });
    await app.add(await app.shipped());
    const about = `order:${await app.idOf('W1001')}`;
    await Promise.all(Array.from({ length: 8 }, () => teller.tell(about)));
    await app.settled();
    expect(await app.texts()).toHaveLength(1);
    expect(await app.outcomes()).toEqual(['told']);
  });

  it('tells every conversation of the customer, each in its own language, and no other', async () => {
    const [german, other] = [await app.dialog.begin('rest'), await app.dialog.begin('rest')];
    await app.reword('notice_order_shipped', { de: { ok: '{{order.number}} ist unterwegs.' } });
    await app.prove();
    await app.prove('W1001', { conversationId: german, locale: 'de-AT' });
    await app.prove('W1002', { conversationId: other }, BEN);
    await app.tell(await app.shipped());
    expect(await app.texts()).toEqual([expect.stringContaining('on its way')]);
    expect(await app.texts(german)).toEqual(['W1001 ist unterwegs.']);
    expect(await app.texts(other)).toEqual([]);
  });

  it('tells only what is still so, and of several things the latest', async () => {
    await app.prove();
    const orderId = await app.idOf('W1001');
    const news: CustomerNotice[] = [
      { kind: 'order_shipped', orderId },
      { kind: 'order_delayed', orderId, promisedAt: '2020-01-01T00:00:00Z' },
      { kind: 'order_delivered', orderId },
    ];
    expect(await app.tell(...news)).toEqual(['superseded', 'told', 'obsolete']);
    expect(await app.texts()).toEqual([expect.stringContaining('is delayed')]);
    await app.change('W1001', { status: 'delivered', deliveredAt: new Date() });
    expect((await app.tell(...news)).slice(3)).toEqual(['obsolete', 'obsolete', 'told']);
    await app.change('W1001', { status: 'cancelled' });
    expect((await app.tell(...news)).slice(6)).toEqual(['obsolete', 'obsolete', 'obsolete']);
    expect(await app.texts()).toHaveLength(2);
  });

  it('tells of several refunds in one message, and of none that was taken back', async () => {
    await app.prove();
    const orderId = await app.idOf('W1001');
    const refund = (id: string, amountMinor: number): typeof refunds.$inferInsert => ({
      ...{ id, orderId, amountMinor, createdAt: new Date(), reason: null, lines: null },
    });
    await app.bot.database.insert(refunds).values([refund('r1', 1_000), refund('r2', 250)]);
    const refunded = (refundId: string): CustomerNotice => ({ kind: 'order_refunded', orderId, refundId });
    const outcomes = await app.tell(refunded('r1'), refunded('r2'), refunded('r3'));
    expect(outcomes).toEqual(['superseded', 'told', 'obsolete']);
    expect(await app.texts()).toEqual([expect.stringMatching(/€10\.00[^]*€2\.50/)]);
  });

  it('leaves a question that is open as it is', async () => {
    await app.prove();
    expect(await app.say('where is my order W1002?')).toEqual(['ask_email']);
    const before = (await app.conversation()).state;
    expect(senderOf(before, 'client')?.task).toMatchObject({ waitingFor: 'email' });
    await app.tell(await app.shipped());
    expect(await app.texts()).toHaveLength(1);
    expect((await app.conversation()).state).toEqual(before);
    expect(await app.say(BEN)).toEqual(['order_status']);
  });

  it('takes turns with the customer: neither forgets what the other did', async () => {
    await app.prove();
    const notice = await app.shipped();
    const before = await app.conversation();
    const asked = ['what are your opening hours?', 'which payment methods do you take?'];
    const turns = Array.from({ length: 6 }, (_, i) => app.say(asked[i % 2] ?? ''));
    for (let count = 0; count < 6; count += 1) await app.add(notice);
    const wanted = Array.from({ length: 6 }, (_, i) => (i % 2 ? 'payment_methods' : 'store_hours'));
    expect((await Promise.all(turns)).flat()).toEqual(wanted);
    await app.settled();
    const told = (await app.late()).length;
    const { state, version } = await app.conversation();
    expect(told).toBeGreaterThan(0);
    expect(state.turn).toBe(before.state.turn + 6);
    expect(version).toBe(before.version + 6 + told);
  });

  it('says nothing where staff archived the template, and something again when they bring it back', async () => {
    await app.prove();
    const archive = async (archivedAt: Date | null): Promise<void> => {
      const isIt = eq(templates.id, 'notice_order_shipped');
      await app.bot.database.update(templates).set({ archivedAt }).where(isIt);
      await app.bot.database.update(catalogueVersion).set({ version: sql`version + 1` });
      await until(() => (app.catalogue.find('notice_order_shipped') === undefined) === (archivedAt !== null));
    };
    await archive(new Date());
    expect(await app.tell(await app.shipped())).toEqual(['switched_off']);
    expect(await app.late()).toEqual([]);
    await archive(null);
    expect(await app.tell(await app.shipped())).toEqual(['switched_off', 'told']);
  });

  it('forgets what was done with a month ago, and no more', async () => {
    await app.prove();
    await app.tell(await app.shipped());
    await app.add({ kind: 'order_refunded', orderId: 'waits', refundId: 'r' });
    const queue = app.bot.app.get(NoticeQueueService, { strict: false });
    const isDone = async (): Promise<boolean[]> => (await app.notices()).map(({ doneAt }) => doneAt !== null);
    await queue.forgetDone(new Date(Date.now() + 29 * 24 * HOUR_MS));
    expect(await isDone()).toHaveLength(2);
    await app.settled();
    await app.add({ kind: 'order_refunded', orderId: 'waits', refundId: 'r' });
    await queue.forgetDone(new Date(Date.now() + 31 * 24 * HOUR_MS));
    await app.settled();
    expect(await isDone()).toHaveLength(1);
  });

  it('tells nobody who only failed to prove the order', async () => {
    await app.say('where is my order W1001?');
    expect(await app.say(BEN)).toEqual(['not_verified']);
    expect(await app.tell(await app.shipped())).toEqual(['nobody']);
    expect(await app.say(ANA)).toEqual(['order_status']);
    expect(await app.tell(await app.shipped())).toEqual(['nobody', 'told']);
  });
});
