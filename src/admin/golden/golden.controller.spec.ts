import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { schema } from '../../storage';
import { CataloguePort, readShippedGolden, type PublishedTemplate, type Template } from '../../templates';
import { PublishGate, type GoldenReport } from '../templates/publish-gate';
import { GoldenController } from './golden.controller';
import { GoldenStore } from './golden.store';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

describe(GoldenController.name, () => {
  let bot: BotApp;
  let gate: PublishGate;
  let url: string;

  beforeAll(async () => {
    bot = await BotApp.start();
    gate = bot.app.get(PublishGate, { strict: false });
    url = await bot.url();
  });
  afterAll(() => bot.stop());

  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}/v1/admin/golden${path}`, {
      method,
      headers: { Authorization: 'Bearer admin', 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Answer['body']) : {} };
  };

  const published = (id: string): PublishedTemplate => {
    const template = bot.app.get(CataloguePort, { strict: false }).find(id);
    if (!template) throw new Error(`no template ${id}`);
    return template;
  };

  const definitionOf = (id: string): Template => {
    const { kind, version, ...definition } = published(id);
    void [kind, version];
    return definition;
  };

  const failedIn = (report: GoldenReport): string[] =>
    report.results.filter(({ passed }) => !passed).map(({ name }) => name);

  const ship = (name: string, text: string): Promise<void> =>
    bot.app.get(GoldenStore, { strict: false }).putShipped([{ name, script: text, hash: text }]);

  it('ships scripts that pass with the shipped templates and model', async () => {
    const { status, body } = await ask('POST', '/run', {});
    const { ran, results } = body as unknown as GoldenReport;
    expect(status).toBe(200);
    expect(ran).toBe((await readShippedGolden()).length);
    expect(
      results.flatMap(({ name, steps }) => steps.filter(({ passed }) => !passed).map((s) => [name, s])),
    ).toEqual([]);
  });

  it('blocks a template that breaks a conversation, and lets the original pass', async () => {
    const original = definitionOf('store_hours');
    const passed = await gate.run([{ template: original, kind: 'answer' }]);
    expect(passed.failed).toBe(0);
    expect(passed.results.map(({ name }) => name)).toEqual(['shop-information']);

    const broken = { ...original, bodies: { en: { ok: 'Come by whenever you like.' } } };
    const report = await gate.run([{ template: broken, kind: 'answer' }]);
    expect(report).toMatchObject({ ran: 1, failed: 1 });
    const [step] = report.results[0]?.steps.filter((one) => !one.passed) ?? [];
    expect(step).toEqual({
      line: 5,
      said: 'what are your opening hours?',
      expected: 'store_hours ok "10:00"',
      got: 'store_hours ok: Come by whenever you like.',
      passed: false,
    });
    expect(published('store_hours')).toMatchObject(original);
  });

  it('blocks archiving a template that conversations go through', async () => {
    const report = await gate.run([], ['store_hours']);
    expect(failedIn(report)).toEqual(['shop-information']);
    expect(published('store_hours')).toBeDefined();
  });

  it('blocks a new template that takes the messages of another one', async () => {
    const thief: Template = {
      ...definitionOf('store_hours'),
      id: 'night_shop',
      description: 'The customer asks what the opening hours are.',
      examples: ['what are your opening hours?', 'opening hours', 'when are you open?'],
      bodies: { en: { ok: 'We are open from 10:00 at night.' } },
    };
    const report = await gate.run([{ template: thief, kind: 'answer' }]);
    expect(failedIn(report)).toEqual(['shop-information']);
    expect(report.results[0]?.touched).toContain('night_shop');
  });

  it('tries what is published together, together', async () => {
    const hours = definitionOf('store_hours');
    const renamed: Template = { ...hours, id: 'hours_of_the_shop' };
    const gone: Template = { ...hours, description: 'Sings a song.', examples: ['la la la', 'tralala'] };
    const { failed, results } = await gate.run([
      { template: gone, kind: 'answer' },
      { template: renamed, kind: 'answer' },
    ]);
    const got = results.flatMap(({ steps }) => steps.map((step) => step.got));
    expect(failed).toBe(1);
    expect(got).toContainEqual(expect.stringMatching(/^hours_of_the_shop ok: .*10:00/s));
    expect(await gate.run([])).toEqual({ ran: 0, failed: 0, results: [] });
  });

  it('blocks an act that is heard no longer, though nobody sees it in a reply', async () => {
    const deaf = {
      ...definitionOf('never_mind'),
      description: 'Sings a song.',
      examples: ['la la la', 'tralala'],
    };
    expect(failedIn(await gate.run([{ template: deaf, kind: 'act' }]))).toEqual(
      expect.arrayContaining(['change-address', 'changing-ones-mind']),
    );
    expect((await gate.run([{ template: definitionOf('never_mind'), kind: 'act' }])).failed).toBe(0);
  });

  it("keeps the shop's own scripts, and says what is audited", async () => {
    const script = '## Lamps\n> hello\n< greeting\n> how much is the Desk Lamp?\n< product_price ok "99.99"';
    const saved = await ask('PUT', '/lamps', { script });
    expect(saved).toMatchObject({
      status: 200,
      body: { name: 'lamps', script, touches: ['greeting', 'product_price'], updatedBy: 'operator' },
    });
    expect(await ask('POST', '/run', { names: ['lamps'] })).toMatchObject({
      body: {
        ran: 1,
        failed: 1,
        results: [
          {
            name: 'lamps',
            passed: false,
            steps: [
              { line: 3, passed: true },
              {
                line: 5,
                expected: 'product_price ok "99.99"',
                got: expect.stringContaining('34.50'),
                passed: false,
              },
            ],
          },
        ],
      },
    });
    expect((await ask('DELETE', '/lamps')).status).toBe(204);
    expect(await ask('DELETE', '/lamps')).toMatchObject({ status: 404, body: { code: 'GOLDEN_UNKNOWN' } });
    expect(await ask('POST', '/run', { names: ['lamps'] })).toMatchObject({
      status: 404,
      body: { code: 'GOLDEN_UNKNOWN', names: ['lamps'] },
    });
    const audited = await bot.database.select().from(schema.audit).orderBy(schema.audit.id);
    expect(audited.map(({ actor, action, target, details }) => [actor, action, target, details])).toEqual([
      ['operator', 'golden.save', 'golden:lamps', { script: [null, script] }],
      ['operator', 'golden.remove', 'golden:lamps', { script: [script, null] }],
    ]);
  });

  it('replaces and removes nothing that was saved meanwhile', async () => {
    const put = async (script: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${url}/v1/admin/golden/shared`, {
        method: 'PUT',
        headers: { Authorization: 'Bearer admin', 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ script: `## A\n> ${script}\n< greeting` }),
      });
    const [one, two] = await Promise.all([
      put('hello', { 'If-None-Match': '*' }),
      put('good day', { 'If-None-Match': '*' }),
    ]);
    expect([one.status, two.status].sort()).toEqual([200, 412]);
    const first = (one.status === 200 ? one : two).headers.get('ETag') ?? '';
    const second = await put('hi', { 'If-Match': first });
    expect(second.status).toBe(200);
    const late = await put('hey', { 'If-Match': first });
    expect(late.status).toBe(412);
    expect(await late.json()).toMatchObject({
      code: 'GOLDEN_CHANGED',
      current: { name: 'shared', script: '## A\n> hi\n< greeting', updatedBy: 'operator' },
    });
    const remove = async (etag: string): Promise<number> =>
      (
        await fetch(`${url}/v1/admin/golden/shared`, {
          method: 'DELETE',
          headers: { Authorization: 'Bearer admin', 'If-Match': etag },
        })
      ).status;
    expect(await remove(first)).toBe(412);
    expect(await remove(second.headers.get('ETag') ?? '')).toBe(204);
    expect((await put('hello', { 'If-Match': first })).status).toBe(412);
  });

  it('runs a script with what is not saved, and shows a fault in it', async () => {
    const { bodies, ...rest } = definitionOf('thanks');
    const template = { ...rest, bodies: { en: { ok: 'Any time!' } } };
    const names = ['courtesies'];
    expect(await ask('POST', '/run', { names, template })).toMatchObject({ body: { ran: 1, failed: 0 } });
    expect(await ask('POST', '/run', { template })).toMatchObject({ body: { ran: 1, failed: 0 } });
    const faulty = { ...template, bodies: { ...bodies, en: { ok: '{{nobody.name}}' } } };
    expect(await ask('POST', '/run', { template: faulty })).toMatchObject({
      status: 422,
      body: { code: 'TEMPLATE_INVALID', faults: [{ code: 'unknown_fact', path: 'bodies.en.ok' }] },
    });
  });

  it.each(['\0', '\ud800'])('refuses a script that cannot be stored for its %j', async (character) => {
    const script = `## Hello\n> hello${character}\n< greeting`;
    expect(await ask('PUT', '/unstorable', { script })).toMatchObject({
      ...{ status: 400, body: { code: 'FIELD_INVALID', field: 'script' } },
    });
  });

  it('refuses a script with the line that is wrong, and a name that is none', async () => {
    const wrong = await ask('PUT', '/wrong', { script: '## A\n> hello\n< greeting\nand then?' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'SCRIPT_INVALID', line: 4 } });
    const unnamed = await ask('PUT', '/A%20name', { script: '## A\n> hello\n< greeting' });
    expect(unnamed).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID', field: 'name' } });
  });

  it('shows replies that nobody expects, and what could not be played', async () => {
    const results = async (script: string): Promise<unknown> => {
      await ask('PUT', '/surprise', { script });
      const { body } = await ask('POST', '/run', { names: ['surprise'] });
      await ask('DELETE', '/surprise');
      return (body.results as { steps: unknown }[])[0]?.steps;
    };
    expect(await results('## A\n> hello\n> goodbye\n< goodbye')).toEqual([
      { line: 2, said: 'hello', expected: '', got: expect.stringMatching(/^greeting ok: /), passed: false },
      expect.objectContaining({ line: 4, passed: true }),
    ]);
    expect(await results('## A\n@ token nobody@example.com\n> hello\n< greeting')).toEqual([
      expect.objectContaining({ line: 2, got: expect.stringMatching(/^CUSTOMER_UNKNOWN/), passed: false }),
      expect.objectContaining({ line: 4, got: expect.stringMatching(/^CUSTOMER_UNKNOWN/), passed: false }),
    ]);
  });

  it('fails a stored script that it cannot read any more', async () => {
    await ship('old', '## A\n> hello\n< greeting kindly');
    const { body } = await ask('POST', '/run', { names: ['old'] });
    expect(body).toMatchObject({ ran: 1, failed: 1, results: [{ name: 'old', steps: [{ line: 3 }] }] });
    expect((await ask('GET', '')).status).toBe(200);
    await ask('DELETE', '/old');
  });

  it('lists them page by page', async () => {
    const names: unknown[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await ask('GET', `?limit=5${cursor && `&cursor=${cursor}`}`);
      names.push(...(body.items as { name: string }[]).map(({ name }) => name));
      if (body.nextCursor === null) break;
      cursor = body.nextCursor as string;
    }
    expect(names).toEqual((await readShippedGolden()).map(({ name }) => name));
  });

  it('brings shipped scripts up to date, but not those that the shop has changed or removed', async () => {
    const scriptOf = async (name: string): Promise<unknown> => {
      const { body } = await ask('GET', '?limit=200');
      return (body.items as { name: string; script: string }[]).find((one) => one.name === name)?.script;
    };
    const [first, second] = ['## A\n> hello\n< greeting', '## B\n> hello\n< greeting'] as const;
    await ship('new', first);
    await ship('new', second);
    expect(await scriptOf('new')).toBe(second);
    await ask('PUT', '/new', { script: first });
    await ship('new', `${second}\n`);
    expect(await scriptOf('new')).toBe(first);
    await ask('DELETE', '/new');
    await ship('new', second);
    expect(await scriptOf('new')).toBeUndefined();
    await ask('PUT', '/new', { script: first });
    expect(await scriptOf('new')).toBe(first);
    await ask('DELETE', '/new');
  });
});
