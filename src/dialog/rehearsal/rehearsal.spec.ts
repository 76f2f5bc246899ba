import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eq, sql } from 'drizzle-orm';
import { BotApp } from '../../../test/support/bot-app';
import { NluPort } from '../../nlu';
import { schema } from '../../storage';
import type { Stage } from '../../storefront';
import { CataloguePort } from '../../templates';
import { DialogPort, RehearsalPort, type PlayedStep, type Rehearsal, type RehearsalStep } from '..';
import { RehearsalService } from './rehearsal.service';

const say = (text: string): RehearsalStep => ({ kind: 'customer', text });
const CANCEL = [
  say('please cancel my order W1003'),
  say('ben@example.com'),
  say('W1003, ana@example.com'),
  say('yes please'),
  say('I would like to speak to a real person'),
];

describe(RehearsalService.name, () => {
  let bot: BotApp;
  let rehearsals: RehearsalPort;

  beforeAll(async () => {
    bot = await BotApp.start({ DEFAULT_LOCALE: 'de' });
    rehearsals = bot.app.get(RehearsalPort, { strict: false });
  });
  afterAll(() => bot.stop());
  beforeEach(() => bot.resetShop());

  const play = async (steps: RehearsalStep[], more: Partial<Rehearsal> = {}): Promise<PlayedStep[]> =>
    (await rehearsals.play({ stage: 'demo', steps, ...more })).steps;

  const said = (step: PlayedStep | undefined): string[] =>
    step?.kind === 'answered'
      ? step.replies.map(({ templateId, outcome }) => `${templateId} ${outcome}`)
      : [];

  const textOf = (step: PlayedStep | undefined): string =>
    step?.kind === 'answered' ? step.replies.map(({ text }) => text).join(' ') : '';

  /** Every row of every table, and what stands in the places of tables. */
  const everything = async (): Promise<Record<string, unknown>> => {
    const tables = await bot.database.execute<{ name: string }>(
      sql`select table_schema || '.' || table_name as name from information_schema.tables
          where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const contents: Record<string, unknown> = {};
    for (const { name } of tables.rows) {
      const { rows } = await bot.database.execute(
        sql`select count(*)::int as count, md5(string_agg(t::text, '|' order by t::text)) as rows from ${sql.raw(name)} t`,
      );
      contents[name] = rows[0];
    }
    return contents;
  };

  it.each<Stage>(['demo', 'demo_customers', 'own'])(
    'leaves no row behind and changes none, on the stage %s',
    async (stage) => {
      const before = await everything();
      const steps = await play(CANCEL, { stage });
      expect(steps.map(said)).toEqual([
        ['ask_email ok'],
        ['not_verified ok'],
        ['cancel_order confirm'],
        ['cancel_order ok'],
        ['contact_agent ok'],
      ]);
      expect(await everything()).toEqual(before);
      expect(Object.keys(before).length).toBeGreaterThan(20);
    },
  );

  it('begins with the demo shop each time, whatever the records of the shop are', async () => {
    const dialog = bot.app.get(DialogPort, { strict: false });
    await bot.database.update(schema.orders).set({ trackingNumber: 'OUR-OWN-1' });
    await bot.database
      .update(schema.shopFacts)
      .set({ value: 'at night' })
      .where(eq(schema.shopFacts.key, 'openingHours'));
    const ask: RehearsalStep[] = [
      { kind: 'token', email: 'ana@example.com' },
      say('where is order W1001?'),
      say('what are your opening hours?'),
    ];
    const live = async (): Promise<string> => {
      const conversationId = await dialog.begin('rest');
      const customer = {
        customerId: 'cust-ana',
        email: 'ana@example.com',
        expiresAt: '2999-01-01T00:00:00Z',
      };
      const message = { channel: 'rest', conversationId, senderId: 'c', customer } as const;
      const texts: string[] = [];
      for (const text of ['where is order W1001?', 'what are your opening hours?']) {
        const result = await dialog.handle({ ...message, text });
        if (result.kind === 'answered') texts.push(...result.replies.map((reply) => reply.text));
      }
      return texts.join(' ');
    };
    // A session that has temporary tables of its own plans its prepared statements anew for a changed path only.
    await bot.database.execute(sql`create temp table of_the_session (id int)`);
    // The shop's facts are remembered for a second, also those of the test before.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    for (const stage of ['demo', 'demo', 'own', 'demo_customers'] as const) {
      expect(await live()).toMatch(/OUR-OWN-1.*at night/s);
      const steps = await play(ask, { stage });
      const tracking = stage === 'own' ? 'OUR-OWN-1' : 'JD014600001001';
      expect(textOf(steps[1])).toContain(tracking);
      expect(textOf(steps[2])).toContain(stage === 'demo' ? '10:00 to 19:00' : 'at night');
    }
    expect(await live()).toMatch(/OUR-OWN-1.*at night/s);
  });

  it('counts the rows of its own stage', async () => {
    const rows: RehearsalStep = { kind: 'rows', table: 'tickets', where: { subject: 'contact_agent' } };
    const steps = await play([say('I want to talk to a person'), rows]);
    expect(steps[1]).toEqual({ kind: 'counted', count: 1 });
    const more = await play([rows, { kind: 'rows', table: 'users', where: {} }, rows]);
    expect(more).toEqual([
      { kind: 'counted', count: 0 },
      { kind: 'failed', code: 'ROWS_UNKNOWN', reason: expect.stringContaining('no table users') },
    ]);
  });

  it('answers with a template that is not published', async () => {
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const template = { ...catalogue.find('store_hours'), bodies: { en: { ok: 'Never.' } } };
    const { kind, version, ...definition } = template;
    void kind;
    const trial = catalogue.onTrial([{ template: definition }]);
    const [first] = await play([say('what are your opening hours?')], { catalogue: trial });
    expect(first).toMatchObject({ replies: [{ templateId: 'store_hours', text: 'Never.' }] });
    expect(first).toMatchObject({ replies: [{ templateVersion: (version ?? 0) + 1 }] });
    expect(catalogue.find('store_hours')?.version).toBe(version);
  });

  it('is held in the default locale, as with customers of whom nothing is known', async () => {
    const published = bot.app.get(CataloguePort, { strict: false });
    const { kind, version, ...greeting } = published.find('greeting')!;
    void [kind, version];
    const catalogue = published.onTrial([
      { template: { ...greeting, bodies: { en: { ok: 'Hello!' }, de: { ok: 'Hallo!' } } } },
    ]);
    expect(textOf((await play([say('hello')], { catalogue }))[0])).toBe('Hallo!');
    expect(textOf((await play([say('hello')], { catalogue, locale: 'en-GB' }))[0])).toBe('Hello!');
  });

  it('understands in the light of what the bot is said to have said', async () => {
    const context = 'Please tell me the e-mail address of your order.';
    const nlu = bot.app.get(NluPort, { strict: false });
    const [step] = await play([say('it is 4711')], { context });
    const catalogue = bot.app.get(CataloguePort, { strict: false });
    const understanding = await nlu.understandAgainst('it is 4711', context, catalogue.texts());
    expect(step).toMatchObject({ understanding });
  });

  it('ends with the step that fails', async () => {
    const unknown = await play([{ kind: 'token', email: 'nobody@example.com' }, say('hello')]);
    expect(unknown).toEqual([{ kind: 'failed', code: 'CUSTOMER_UNKNOWN', reason: expect.any(String) }]);
    const steps = await play([
      { kind: 'token', email: 'ana@example.com' },
      say('hello'),
      { kind: 'token', email: 'ben@example.com' },
      say('hello'),
      say('hello'),
    ]);
    expect(steps.map(({ kind }) => kind)).toEqual(['done', 'answered', 'done', 'failed']);
  });

  it('plays several as if each were alone, also where the model is busy in the middle of one', async () => {
    const nlu = bot.app.get(NluPort, { strict: false });
    const understand = nlu.understandAgainst.bind(nlu);
    let busy = 2;
    nlu.understandAgainst = async (text, context, templates) => {
      if (text === 'yes please' && (busy -= 1) >= 0) await new Promise((go) => setTimeout(go, 400));
      return understand(text, context, templates);
    };
    try {
      const cancelled = { table: 'orders', where: { number: 'W1003', status: 'cancelled' } } as const;
      const steps = [
        say('please cancel my order W1003'),
        say('ana@example.com'),
        say('yes please'),
        { kind: 'rows', ...cancelled } as const,
      ];
      const alone = await play(steps);
      busy = 2;
      const all = await rehearsals.playAll(
        (['demo', 'demo', 'demo_customers', 'demo'] as const).map((stage) => ({ stage, steps })),
      );
      expect(alone.at(-1)).toEqual({ kind: 'counted', count: 1 });
      expect(all.map((one) => one.steps.map((step) => [step.kind, said(step)]))).toEqual(
        Array(4).fill(alone.map((step) => [step.kind, said(step)])),
      );
      expect(all.map((one) => one.steps.at(-1))).toEqual(Array(4).fill(alone.at(-1)));
    } finally {
      Reflect.deleteProperty(nlu, 'understandAgainst');
    }
  });

  it('gives those that had begun when the time is over', async () => {
    const steps = [say('hello')];
    const late = performance.now();
    expect(await rehearsals.playAll([{ stage: 'demo', steps }], late)).toEqual([]);
  });

  it('lets others at the database while the model is busy, and then goes on where it was', async () => {
    const nlu = bot.app.get(NluPort, { strict: false });
    const understand = nlu.understandAgainst.bind(nlu);
    let release = (): void => undefined;
    let asked = 0;
    const isBusy = new Promise<void>((resolve) => {
      nlu.understandAgainst = async (text, context, templates) => {
        asked += 1;
        if (text === 'ana@example.com') {
          resolve();
          await new Promise<void>((go) => (release = go));
        }
        return understand(text, context, templates);
      };
    });
    try {
      const played = play([
        say('please cancel my order W1003'),
        say('ana@example.com'),
        say('yes please'),
        { kind: 'rows', table: 'orders', where: { number: 'W1003', status: 'cancelled' } },
      ]);
      await isBusy;
      expect((await bot.database.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
      release();
      const steps = await played;
      expect(steps.slice(0, 3).map(said)).toEqual([
        ['ask_email ok'],
        ['cancel_order confirm'],
        ['cancel_order ok'],
      ]);
      expect(steps[3]).toEqual({ kind: 'counted', count: 1 });
      expect(asked).toBe(3);
    } finally {
      Reflect.deleteProperty(nlu, 'understandAgainst');
    }
  });
});
