import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { ANA, BEN, HOUR_MS, NewsApp, signedIn } from '../../../test/support/news-app';
import { ENGINES } from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { schema } from '../../storage';
import type { CustomerNotice, DecisionNotice } from '../../storefront';
import type { Template } from '../../templates';
import { RehearsalPort } from '..';
import { linksTo } from './order-links';
import { isUrgent } from './urgency';

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

const asAna = (lastsMs?: number): object => ({ customer: signedIn('cust-ana', ANA, lastsMs) });
const asBen = (): object => ({ customer: signedIn('cust-ben', BEN) });

const minuteOf = (ms: number): number => {
  const time = new Date(ms);
  return time.getUTCHours() * 60 + time.getUTCMinutes();
};

// One bot for three subjects: to start one takes longer than most of what it is asked here.
describe.each(ENGINES)('On %s', () => {
  let app: NewsApp;

  beforeAll(async () => {
    app = await NewsApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(() => app.reset());

  describe('what the shop decides on', () => {
    beforeEach(async () => {
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

  describe(linksTo.name, () => {
    const kept = (): Promise<(typeof schema.orderLinks.$inferSelect)[]> =>
      app.bot.database.select().from(schema.orderLinks);

    it.each([
      ['somebody else has signed in since', asBen()],
      ['somebody else writes there as well', { senderId: 'another' }],
    ])('lead nowhere where %s', async (_, more) => {
      await app.prove();
      await app.say('hello', more);
      expect(await app.tell(await app.shipped())).toEqual(['nobody']);
      expect(await app.late()).toEqual([]);
    });

    it('are not made by whoever signs in where another customer proved the order, though they ask about it', async () => {
      await app.prove();
      await app.say('where is my order W1001?', asBen());
      expect(await kept()).toMatchObject([{ customerId: 'cust-ana', signedInAs: null }]);
      expect(await app.tell(await app.shipped())).toEqual(['nobody']);
    });

    it('are made by whoever is signed in and asks, and outlive the token', async () => {
      await app.say('where is my order W1001?', asAna(1_000));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(await app.tell(await app.shipped())).toEqual(['told']);
    });

    it('lead to whoever signs in as the order’s customer after the proof', async () => {
      await app.prove();
      await app.say('hello', asAna());
      expect(await app.tell(await app.shipped())).toEqual(['told']);
    });

    it('lead nowhere once the order is another customer’s, nor does the old proof make a new one', async () => {
      await app.prove();
      await app.change('W1001', { customerId: 'cust-ben' });
      expect(await app.tell(await app.shipped())).toEqual(['nobody']);
      await app.say('where is my order W1001?');
      expect(await kept()).toMatchObject([{ customerId: 'cust-ana' }]);
      expect(await app.tell(await app.shipped())).toEqual(['nobody', 'nobody']);
    });

    it('go with their order', async () => {
      await app.prove();
      const notice = await app.shipped();
      await app.bot.database.execute(sql`delete from orders where number = 'W1001'`);
      expect(await kept()).toEqual([]);
      expect(await app.tell(notice)).toEqual(['obsolete']);
    });

    it('lead to no group', async () => {
      await app.prove('W1001', { isGroup: true });
      expect(await app.tell(await app.shipped())).toEqual(['nobody']);
    });

    it('have the language in which the sender was answered last', async () => {
      await app.prove('W1001', { locale: 'de' });
      await app.say('and where is it now?', { locale: 'fr' });
      expect(await kept()).toMatchObject([{ locale: 'fr' }]);
    });

    it('are not left by a conversation that is rehearsed', async () => {
      const steps = ['where is my order W1001?', ANA].map((text) => ({ kind: 'customer' as const, text }));
      for (const stage of ['own', 'demo'] as const) {
        const played = await app.bot.app.get(RehearsalPort, { strict: false }).play({ stage, steps });
        expect(played.steps.at(-1)).toMatchObject({ replies: [{ templateId: 'order_status' }] });
      }
      expect(await kept()).toEqual([]);
    });
  });

  describe(`in quiet hours: ${isUrgent.name}`, () => {
    beforeEach(() => {
      // They began an hour ago, and end in an hour.
      const [fromMinute, toMinute] = [minuteOf(Date.now() - HOUR_MS), minuteOf(Date.now() + HOUR_MS)];
      app.options.quietHours = { fromMinute, toMinute };
    });

    /** Whatever is not done waits for the end. */
    const settled = (): Promise<void> =>
      until(async () => {
        const waiting = (await app.notices()).filter(({ doneAt }) => doneAt === null);
        return waiting.every(({ dueAt }) => dueAt.getTime() > Date.now() + HOUR_MS / 2);
      });

    it('waits for their end, and tells the latest then', async () => {
      await app.prove();
      await app.add(await app.shipped());
      await settled();
      await app.change('W1001', { status: 'delivered', deliveredAt: new Date() });
      await app.add({ kind: 'order_delivered', orderId: await app.idOf('W1001') });
      await settled();
      expect(await app.outcomes()).toEqual([null, null]);
      expect(await app.late()).toEqual([]);
      app.bot.advanceClock(2 * HOUR_MS);
      await until(async () => (await app.late()).length > 0);
      expect(await app.texts()).toEqual([expect.stringContaining('was delivered')]);
      expect(await app.outcomes()).toEqual(['obsolete', 'told']);
    });

    it.each([
      ['today', 0, 1],
      ['tomorrow', 24, 1],
      ['in three days', 72, 0],
    ])(
      'of a delay of what was promised for %s (in %s hours) tells at once %s times',
      async (_, hours, times) => {
        await app.prove();
        const promised = new Date(Date.now() + hours * HOUR_MS);
        await app.change('W1001', { expectedAt: new Date(promised.getTime() + 72 * HOUR_MS) });
        const orderId = await app.idOf('W1001');
        await app.add({ kind: 'order_delayed', orderId, promisedAt: promised.toISOString() });
        await settled();
        expect(await app.late()).toHaveLength(times);
      },
    );

    it('tells with what is urgent all that waits about the parcel', async () => {
      await app.prove();
      await app.add(await app.shipped());
      await settled();
      await app.change('W1001', { expectedAt: new Date(Date.now() + 72 * HOUR_MS) });
      const orderId = await app.idOf('W1001');
      await app.add({ kind: 'order_delayed', orderId, promisedAt: new Date().toISOString() });
      await app.settled();
      expect(await app.outcomes()).toEqual(['superseded', 'told']);
      expect(await app.late()).toHaveLength(1);
    });
  });
});
