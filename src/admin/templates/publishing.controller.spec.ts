import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EditingApp, handingOff, SHIPPED, template } from '../../../test/support/editing-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { PublishingController } from './publishing.controller';

type Told = [version: number, origin: string, by: string, note: string | null];

describe.each(ENGINES)(`${PublishingController.name} on %s`, (engine) => {
  let app: EditingApp;
  let id: string;
  let count = 0;

  beforeAll(async () => {
    app = await EditingApp.start(engine, SHIPPED);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    id = `engraving_${(count += 1)}`;
    app.gate.isFailing = false;
    app.gate.meanwhile = () => Promise.resolve();
  });

  const one = (changes = {}): ReturnType<typeof template> => template({ id, ...changes });
  const saying = (ok: string): ReturnType<typeof template> => one({ bodies: { en: { ok } } });
  const post = (path: string, ask = {}): ReturnType<EditingApp['ask']> =>
    app.ask('POST', `/${id}/${path}`, { role: 'publisher', ...ask });
  const versions = async (): Promise<Told[]> => {
    const { body } = await app.ask('GET', `/${id}/versions`);
    return (body.items as Record<string, never>[]).map((item) => {
      return [item.version, item.origin, item.publishedBy, item.note] as unknown as Told;
    });
  };
  const lastAudit = async (): Promise<unknown> => {
    const rows = await app.db.select().from(schema.audit).orderBy(schema.audit.id);
    const { action, target, details } = rows.at(-1)!;
    return { action, target, details };
  };

  it('publishes the draft, which is choosable then, and no draft any more', async () => {
    const ifMatch = await app.draft(one());
    const published = await post('publish', { ifMatch, body: { note: 'For the summer.' } });
    expect(published).toMatchObject({ status: 200, body: { version: 1, golden: { ran: 1, failed: 0 } } });
    expect(app.gate.ran.at(-1)).toBe(id);
    expect(app.catalogue.find(id)).toMatchObject({ version: 1, kind: 'answer' });
    expect(app.nlu.choosable).toContain(id);
    expect((await app.ask('GET', `/${id}`)).body).toMatchObject({
      ...{ published: { version: 1, by: 'publisher' }, draft: null, archivedAt: null, template: one() },
    });
    expect(await versions()).toEqual([[1, 'publish', 'publisher', 'For the summer.']]);
    expect(await lastAudit()).toMatchObject({
      ...{ action: 'template.publish', target: `template:${id}` },
      details: { version: 1, note: 'For the summer.', changes: { description: [null, one().description] } },
    });
  });

  it('publishes only the draft that was seen', async () => {
    expect(await post('publish')).toMatchObject({ status: 404, body: { code: 'DRAFT_UNKNOWN' } });
    const seen = await app.draft(one());
    const current = await app.draft(saying('No.'));
    expect(await post('publish')).toMatchObject({ status: 428, body: { code: 'PRECONDITION_REQUIRED' } });
    expect(await post('publish', { ifMatch: seen })).toMatchObject({
      ...{ status: 412, body: { code: 'DRAFT_CHANGED', current: { template: saying('No.') } } },
    });
    expect(app.catalogue.find(id)).toBeUndefined();
    expect((await post('publish', { ifMatch: current })).status).toBe(200);
  });

  it('lets one of two publish at the same time', async () => {
    const ifMatch = await app.draft(one());
    const answers = await Promise.all([post('publish', { ifMatch }), post('publish', { ifMatch })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await versions()).toHaveLength(1);
  });

  it('does not publish a draft that is saved while its conversations run', async () => {
    const ifMatch = await app.draft(one());
    app.gate.meanwhile = () => app.draft(saying('Never tried.'));
    expect(await post('publish', { ifMatch })).toMatchObject({
      ...{ status: 412, body: { current: { template: saying('Never tried.') } } },
    });
    expect(await versions()).toEqual([]);
  });

  it('counts versions one by one when drafts and given templates are published at once', async () => {
    const ifMatch = await app.draft(one());
    const [answer, ...given] = await Promise.all([
      post('publish', { ifMatch }),
      ...[1, 2, 3].map((n) => app.catalogue.publish(saying(`${n}`), 'answer', 'Ana').then((p) => p.version)),
    ]);
    // The draft is of a new template: it is first, or refused since it would undo what came before it.
    const first = answer.status === 200 ? [answer.body.version as number] : [];
    expect([...first, ...given].sort()).toEqual([1, 2, 3, 4].slice(0, first.length + 3));
    const origins = (await versions()).map(([, origin, by]) => `${origin} by ${by}`);
    expect(origins.sort()).toEqual([
      ...['publish by Ana', 'publish by Ana', 'publish by Ana'],
      ...first.map(() => 'publish by publisher'),
    ]);
  });

  it('does not undo unseen what was published after the draft was begun', async () => {
    for (const text of ['One.', 'Two.']) await app.publish(saying(text));
    const ifMatch = await app.draft(saying('Three.'));
    await post('rollback', { body: { version: 1 } });
    const body = { code: 'DRAFT_OUTDATED', basedOn: 2, published: 3 };
    expect(await post('publish', { ifMatch })).toMatchObject({ status: 409, body });
    expect(await post('publish', { ifMatch, body: { replaces: 2 } })).toMatchObject({ status: 409, body });
    expect(await post('publish', { ifMatch, body: { replaces: '3' } })).toMatchObject({ status: 400 });

    app.gate.meanwhile = async () => void (await app.catalogue.publish(saying('Four.'), 'answer', 'Ana'));
    expect(await post('publish', { ifMatch, body: { replaces: 3 } })).toMatchObject({
      ...{ status: 409, body: { code: 'DRAFT_OUTDATED', published: 4 } },
    });
    app.gate.meanwhile = () => Promise.resolve();
    expect(app.catalogue.find(id)).toMatchObject({ version: 4 });
    expect(await post('publish', { ifMatch, body: { replaces: 4 } })).toMatchObject({ body: { version: 5 } });
    expect(app.catalogue.find(id)).toMatchObject({ bodies: { en: { ok: 'Three.' } } });
  });

  it('publishes nothing against a golden conversation, unless someone answers for it', async () => {
    const ifMatch = await app.draft(one());
    app.gate.isFailing = true;
    const refused = await post('publish', { ifMatch });
    expect(refused).toMatchObject({ status: 409, body: { code: 'GOLDEN_FAILED', golden: { failed: 1 } } });
    expect(refused.body.golden.results[0].steps[0]).toMatchObject({ expected: 'Hello!', got: 'Ahoy!' });
    expect(app.catalogue.find(id)).toBeUndefined();
    for (const override of [{ reason: '' }, { reason: ' ' }, {}, [], [{ reason: 'Trust me.' }]]) {
      const noReason = await post('publish', { ifMatch, body: { override } });
      expect(noReason).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID', field: 'override' } });
    }

    const override = { reason: 'The greeting has changed.' };
    const published = await post('publish', { ifMatch, body: { note: 'Ahoy', override } });
    expect(published).toMatchObject({ status: 200, body: { golden: { failed: 1 } } });
    const note = 'Ahoy\nPublished against golden conversations: The greeting has changed.';
    expect(await versions()).toEqual([[1, 'publish', 'publisher', note]]);
    expect(await lastAudit()).toMatchObject({
      details: { override: { reason: 'The greeting has changed.', failed: [`about ${id}`] } },
    });
  });

  it('tells of no override where none was needed', async () => {
    const ifMatch = await app.draft(one());
    await post('publish', { ifMatch, body: { override: { reason: 'To be safe.' } } });
    expect(await versions()).toEqual([[1, 'publish', 'publisher', null]]);
  });

  it('checks a draft once more when it is published', async () => {
    const ifMatch = await app.draft(one());
    const definition = saying('{{order.colour}}');
    await app.db.update(schema.templateDrafts).set({ definition });
    const refused = await post('publish', { ifMatch });
    expect(refused).toMatchObject({ status: 422, body: { code: 'TEMPLATE_INVALID' } });
    expect(refused.body.faults[0]).toMatchObject({ path: 'bodies.en.ok' });
    await app.db.delete(schema.templateDrafts);
  });

  it('publishes an earlier version as the next one', async () => {
    for (const text of ['One.', 'Two.']) await app.publish(saying(text));
    const draft = await app.draft(saying('Three?'));
    const back = await post('rollback', { body: { version: 1, note: 'Two was wrong.' } });
    expect(back).toMatchObject({ status: 200, body: { version: 3, golden: { ran: 1 } } });
    expect(app.catalogue.find(id)).toMatchObject({ version: 3, bodies: { en: { ok: 'One.' } } });
    expect((await versions())[0]).toEqual([3, 'rollback', 'publisher', 'Two was wrong.']);
    expect((await app.ask('GET', `/${id}/draft`)).headers.get('etag')).toBe(draft);
    expect(await lastAudit()).toMatchObject({
      details: { version: 3, rolledBackTo: 1, changes: { 'bodies.en.ok': ['Two.', 'One.'] } },
    });
  });

  it('rolls back to no version that there never was, and to none that golden conversations forbid', async () => {
    expect(await post('rollback', { body: { version: 1 } })).toMatchObject({
      ...{ status: 404, body: { code: 'TEMPLATE_UNKNOWN' } },
    });
    await app.publish(one());
    expect(await post('rollback', { body: { version: 9 } })).toMatchObject({
      ...{ status: 404, body: { code: 'VERSION_UNKNOWN' } },
    });
    expect(await post('rollback', { body: { version: '1' } })).toMatchObject({ status: 400 });
    app.gate.isFailing = true;
    expect(await post('rollback', { body: { version: 1 } })).toMatchObject({
      ...{ status: 409, body: { code: 'GOLDEN_FAILED' } },
    });
  });

  it('archives nothing that golden conversations need, unless someone answers for it', async () => {
    await app.publish(one());
    app.gate.isFailing = true;
    const refused = { status: 409, body: { code: 'GOLDEN_FAILED', golden: { failed: 1 } } };
    expect(await post('archive')).toMatchObject(refused);
    expect(app.catalogue.find(id)).toBeDefined();
    const override = { reason: 'Nobody engraves any more.' };
    expect((await post('archive', { body: { override } })).status).toBe(204);
    expect(app.catalogue.find(id)).toBeUndefined();
    expect(await lastAudit()).toMatchObject({
      ...{ action: 'template.archive' },
      details: { override: { ...override, failed: [`about ${id}`] } },
    });
  });

  it('takes an archived template out of the catalogue until it is published or rolled back to', async () => {
    await app.publish(one());
    expect((await post('archive', { body: { note: 'Season is over.' } })).status).toBe(204);
    expect((await post('archive')).status).toBe(204);
    expect(app.catalogue.find(id)).toBeUndefined();
    expect(app.nlu.choosable).not.toContain(id);
    expect((await app.ask('GET', `/${id}`)).body).toMatchObject({
      ...{ published: null, archivedAt: expect.any(String), template: one() },
    });
    expect(await lastAudit()).toMatchObject({
      ...{ action: 'template.archive', details: { version: 1, note: 'Season is over.' } },
    });

    expect(app.gate.ran.at(-1)).toBe(id);
    expect((await post('rollback', { body: { version: 1 } })).body.version).toBe(2);
    expect(app.catalogue.find(id)).toMatchObject({ version: 2 });
    await post('archive');
    expect(await app.publish(one())).toBe(3);
    expect(app.catalogue.find(id)).toMatchObject({ version: 3 });
  });

  it('archives what the bot tells of an order without having been asked, and brings it back', async () => {
    id = 'notice_order_shipped';
    const notice = { examples: [], bodies: { en: { ok: 'Order {{order.number}} is on its way.' } } };
    await app.catalogue.publish(template({ id, description: 'It has left.', ...notice }), 'prompt');
    expect((await post('archive')).status).toBe(204);
    expect(app.catalogue.find(id)).toBeUndefined();
    expect((await post('rollback', { body: { version: 1 } })).status).toBe(200);
    expect(app.catalogue.find(id)).toMatchObject({ version: 2, kind: 'prompt' });
  });

  it('keeps the templates that the bot cannot do without', async () => {
    expect(await post('archive')).toMatchObject({ status: 404, body: { code: 'TEMPLATE_UNKNOWN' } });
    const needed = { status: 409, body: { code: 'TEMPLATE_NEEDED' } };
    for (id of ['fallback', 'affirm', 'contact_agent']) expect(await post('archive')).toMatchObject(needed);
    const ifMatch = await app.draft(one({ bodies: { en: { ok: 'Write to us.' } } }));
    expect(await post('publish', { ifMatch })).toMatchObject(needed);
    expect((await app.ask('GET', `/${id}/draft`)).headers.get('etag')).toBe(ifMatch);

    await app.publish(handingOff('boss'));
    expect((await post('archive')).status).toBe(204);
    expect(await app.ask('POST', '/boss/archive')).toMatchObject(needed);
    await post('rollback', { body: { version: 1 } });
  });

  if (engine === 'PostgreSQL') {
    it('keeps an archived template out when a newer one is shipped, and writes what is shipped into history', async () => {
      await app.ask('POST', '/greeting/archive');
      const [fallback] = SHIPPED.prompts!;
      const newer = { ...fallback!, description: 'Not understood at all.' };
      app.ship({ answers: [template({ id: 'greeting', description: 'Newer.' })], prompts: [newer] });
      await app.restart();
      expect(app.catalogue.find('greeting')).toBeUndefined();
      expect(app.catalogue.find('fallback')).toMatchObject({ version: 2 });
      id = 'fallback';
      expect(await versions()).toEqual([
        [2, 'shipped', 'shipped', null],
        [1, 'shipped', 'shipped', null],
      ]);
      await app.ask('POST', '/greeting/rollback', { body: { version: 1 } });
      expect(app.catalogue.find('greeting')).toMatchObject({ version: 2, description: 'Says hello.' });
    });
  }
});
