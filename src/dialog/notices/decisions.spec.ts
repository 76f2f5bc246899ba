import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { BEN, HOUR_MS, NewsApp, signedIn } from '../../../test/support/news-app';
import { ENGINES } from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { schema } from '../../storage';
import type { CustomerNotice, DecisionNotice } from '../../storefront';
import type { Template } from '../../templates';

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
const RETURN: DecisionNotice['facts'] = {
  return: { number: 'RMA-1', kind: 'return', labelUrl: null, postage: 'free' },
};
const actionKey = 'asked-1';
const decided = (outcome: 'ok' | 'refused', facts: DecisionNotice['facts'] = {}): CustomerNotice => ({
  kind: 'action_decided',
  actionKey,
  outcome,
  facts,
});

describe.each(ENGINES)('What the shop decides on, on %s,', () => {
  let app: NewsApp;

  beforeAll(async () => {
    app = await NewsApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.reset();
    await app.catalogue.publish(TAKE_BACK, 'answer');
  });

  /** What a return that the shop has to agree to leaves behind. */
  const request = async (): Promise<void> => {
    const orderId = await app.idOf('W1001');
    const { rows } = await app.bot.database.execute<{ id: string }>(
      sql`select id from order_lines where order_id = ${orderId} order by position`,
    );
    const own = { subject: TAKE_BACK.id, message: 'take it back', reason: 'too loud', urgent: false };
    await app.bot.database.insert(schema.actions).values({
      idempotencyKey: actionKey,
      conversationId: app.conversationId,
      type: 'create_return',
      orderId,
      request: { ...own, orderLineId: rows[0]?.id },
      outcome: 'requested',
      facts: {},
    });
  };

  it('is said in the words of the template by which it was asked for, also in quiet hours', async () => {
    app.options.quietHours = { fromMinute: 0, toMinute: 1_439 };
    await app.prove();
    await request();
    expect(await app.tell(decided('ok', RETURN))).toEqual(['told']);
    expect(await app.late()).toEqual([
      expect.objectContaining({
        templateId: 'take_back',
        text: expect.stringMatching(/^.+ of W1001 may come back: RMA-1\. You said: too loud$/),
      }),
    ]);
  });

  it('is said where it was asked, in the language of then, and in a group too', async () => {
    await app.prove('W1001', { locale: 'de', isGroup: true });
    await request();
    expect(await app.tell(decided('refused'))).toEqual(['told']);
    expect(await app.texts()).toEqual(['Nein, W1001 bleibt.']);
  });

  it('is not said to whoever came later', async () => {
    await app.prove();
    await request();
    await app.say('hello', { customer: signedIn('cust-ben', BEN) });
    expect(await app.tell(decided('refused'))).toEqual(['nobody']);
    expect(await app.late()).toEqual([]);
  });

  it('is not said of an order that is another customer’s by then', async () => {
    await app.prove();
    await request();
    await app.change('W1001', { customerId: 'cust-ben' });
    expect(await app.tell(decided('refused'))).toEqual(['nobody']);
  });

  it('is tried again where the words lack a fact, and said when they are put right', async () => {
    await app.prove();
    await request();
    await app.add(decided('ok'));
    await until(async () => (await app.notices()).some(({ attempts }) => attempts > 0));
    expect(await app.outcomes()).toEqual([null]);
    expect(await app.late()).toEqual([]);
    await app.reword(TAKE_BACK.id, { en: { ...TAKE_BACK.bodies.en, ok: 'It may come back.' } });
    app.bot.advanceClock(HOUR_MS);
    await app.settled();
    expect(await app.outcomes()).toEqual(['told']);
    expect(await app.texts()).toEqual(['It may come back.']);
  });

  it('is given up where the words never come right', async () => {
    await app.prove();
    await request();
    await app.add(decided('ok'));
    for (let hours = 1; (await app.outcomes())[0] === null && hours < 20; hours += 1) {
      const [before] = await app.notices();
      app.bot.advanceClock(hours * HOUR_MS);
      await until(async () => (await app.notices())[0]!.attempts > before!.attempts);
    }
    expect(await app.notices()).toMatchObject([{ outcome: 'failed', attempts: 12 }]);
    expect(await app.late()).toEqual([]);
  }, 60_000);
});
