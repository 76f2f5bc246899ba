import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { each, EditingApp, handingOff, SHIPPED, template } from '../../../test/support/editing-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { TransferController } from './transfer.controller';

describe.each(ENGINES)(`${TransferController.name} on %s`, (engine) => {
  let app: EditingApp;

  beforeAll(async () => {
    app = await EditingApp.start(engine);
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.empty();
    app.gate.isFailing = false;
    app.gate.meanwhile = () => Promise.resolve();
    app.gate.ran.length = 0;
    await app.publish(template());
    await app.publish(template({ id: 'zips', examples: ['zip'] }));
    await app.publish(template({ id: 'fallback', examples: [] }), 'prompt');
  });

  const entry = (changes = {}, kind = 'answer'): Record<string, unknown> => ({ kind, ...template(changes) });
  const importing = (templates: unknown, query = '', ask = {}): ReturnType<EditingApp['ask']> =>
    app.ask('POST', `/import${query}`, { body: { format: 1, templates }, role: 'publisher', ...ask });
  const changesOf = ({ body }: { body: { changes: Record<string, unknown>[] } }): unknown[] =>
    body.changes.map(({ id, change, paths }) => [id, change, paths]);
  const drafts = async (): Promise<string[]> =>
    (await app.db.select().from(schema.templateDrafts)).map(({ templateId }) => templateId).sort();

  it('exports what is in the catalogue, by kind and id, in one order of fields', async () => {
    await app.publish(template({ id: 'gone' }));
    await app.ask('POST', '/gone/archive');
    await app.draft(template({ id: 'draft' }));
    const text = await app.text('/export');
    const { format, templates } = JSON.parse(text);
    expect(format).toBe(1);
    expect(each(templates, 'kind')).toEqual(['answer', 'answer', 'prompt']);
    expect(each(templates, 'id')).toEqual(['engraving', 'zips', 'fallback']);
    expect(Object.keys(templates[0])).toEqual([
      ...['kind', 'id', 'intent', 'description', 'examples', 'needs', 'action', 'bodies'],
    ]);
    expect(text).toContain('\n      "bodies": {\n        "de": {\n          "ok": "Ja, wir gravieren."\n');
    expect(text.endsWith('}\n')).toBe(true);
    expect(await app.text('/export')).toBe(text);
  });

  it('exports those that are named', async () => {
    const ids = async (query: string): Promise<unknown[]> =>
      each(JSON.parse(await app.text(`/export?${query}`)).templates, 'id');
    expect(await ids('id=zips')).toEqual(['zips']);
    expect(await ids('id=zips&id=engraving&id=zips')).toEqual(['engraving', 'zips']);
    expect((await app.ask('GET', '/export?id=zips&id=nothing')).body.code).toBe('TEMPLATE_UNKNOWN');
    expect((await app.ask('GET', '/export?id=zips%00')).body.code).toBe('FIELD_INVALID');
  });

  it('says what an import would change, and does nothing', async () => {
    await app.draft(template({ id: 'zips', description: 'Drafted.' }));
    const answer = await importing(
      [
        entry(),
        entry({ id: 'zips', bodies: { en: { ok: 'Zip!' } } }),
        entry({ id: 'fallback', examples: ['What?'], bodies: { en: { ok: 'Sorry?' } } }, 'prompt'),
        entry({ id: 'fresh' }),
        entry({ id: 'Faulty', examples: [] }),
        entry({ id: 'fresh' }),
        entry({ id: 'poem' }, 'poem'),
        null,
      ],
      '?dryRun=true',
    );
    expect(answer.status).toBe(200);
    const isNew = ['id', 'intent', 'description', 'examples', 'needs', 'action', 'bodies'];
    expect(changesOf(answer)).toEqual([
      ['engraving', 'same', []],
      ['zips', 'conflict', ['description', 'bodies.de', 'bodies.en.ok']],
      ['fallback', 'changed', ['examples[0]', 'bodies.de', 'bodies.en.ok']],
      ['fresh', 'new', isNew],
      ['Faulty', 'invalid', []],
      ['fresh', 'invalid', []],
      ['poem', 'invalid', []],
      ['', 'invalid', []],
    ]);
    expect(each(answer.body.changes[4].faults, 'code')).toEqual([...['invalid_id', 'examples_count']]);
    expect(await drafts()).toEqual(['zips']);
  });

  it('makes drafts of what is new and changed', async () => {
    const templates = [entry(), entry({ id: 'zips', description: 'New.' }), entry({ id: 'fresh' })];
    const answer = await importing(templates, '', { role: 'editor' });
    expect(answer.status).toBe(200);
    expect(await drafts()).toEqual(['fresh', 'zips']);
    expect((await app.ask('GET', '/zips/draft')).body).toMatchObject({
      ...{ basedOn: 1, updatedBy: 'editor', template: { description: 'New.' } },
    });
    expect(app.catalogue.find('fresh')).toBeUndefined();
    const audited = await app.db.select().from(schema.audit);
    expect(audited.filter(({ action }) => action === 'template.import')).toMatchObject([
      { target: 'template:zips', details: { changes: { description: [template().description, 'New.'] } } },
      { target: 'template:fresh' },
    ]);
    // The same drafts once more change nothing.
    expect((await importing(templates)).status).toBe(200);
  });

  it.each(['', '?publish=true'])(
    'takes none where one is invalid or in conflict (import%s)',
    async (query) => {
      const fresh = entry({ id: 'fresh' });
      const invalid = await importing([fresh, entry({ id: 'zips', examples: [] })], query);
      expect(invalid).toMatchObject({ status: 422, body: { code: 'IMPORT_REFUSED' } });
      expect(invalid.body.changes).toMatchObject([{ change: 'new' }, { change: 'invalid' }]);
      await app.draft(template({ description: 'Drafted.' }));
      const conflict = await importing([fresh, entry({ description: 'Imported.' })], query);
      expect(conflict).toMatchObject({ status: 422, body: { changes: [{}, { change: 'conflict' }] } });
      expect(await drafts()).toEqual(['engraving']);
      expect(app.catalogue.find('fresh')).toBeUndefined();
    },
  );

  it('publishes for a publisher, through the golden conversations, and takes over equal drafts', async () => {
    const templates = [entry(), entry({ id: 'zips', description: 'New.' }), entry({ id: 'fresh' })];
    const refused = await importing(templates, '?publish=true', { role: 'editor' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'ROLE_INSUFFICIENT' } });
    await app.draft(template({ id: 'fresh' }));

    app.gate.isFailing = true;
    expect(await importing(templates, '?publish=true')).toMatchObject({
      ...{ status: 409, body: { code: 'GOLDEN_FAILED' } },
    });
    expect(app.catalogue.find('fresh')).toBeUndefined();

    app.gate.isFailing = false;
    app.gate.ran.length = 0;
    const published = await importing(templates, '?publish=true');
    expect(published).toMatchObject({ status: 200, body: { golden: { ran: 2, failed: 0 } } });
    expect(app.gate.ran).toEqual(['zips', 'fresh']);
    expect(app.catalogue.find('zips')).toMatchObject({ version: 2, description: 'New.' });
    expect(app.catalogue.find('fresh')).toMatchObject({ version: 1 });
    expect(app.catalogue.find('engraving')).toMatchObject({ version: 1 });
    expect(await drafts()).toEqual([]);
    const { body } = await app.ask('GET', '/zips/versions');
    expect(body.items[0]).toMatchObject({ origin: 'import', publishedBy: 'publisher' });
  });

  it('brings an archived template back', async () => {
    await app.ask('POST', '/engraving/archive');
    expect(changesOf(await importing([entry()], '?publish=true'))).toEqual([['engraving', 'new', []]]);
    expect(app.catalogue.find('engraving')).toMatchObject({ version: 2 });
  });

  it('publishes nothing that another made different while the conversations ran', async () => {
    app.gate.meanwhile = async () => {
      app.gate.meanwhile = () => Promise.resolve();
      await app.catalogue.publish(template({ description: 'Meanwhile.' }));
    };
    const answer = await importing([entry(), entry({ id: 'fresh' })], '?publish=true');
    expect(answer).toMatchObject({ status: 409, body: { code: 'CATALOGUE_CHANGED' } });
    expect(app.catalogue.find('fresh')).toBeUndefined();
  });

  it('keeps the last template that hands off', async () => {
    await app.publish(handingOff('boss'));
    expect(await importing([entry({ id: 'boss' })], '?publish=true')).toMatchObject({
      ...{ status: 409, body: { code: 'TEMPLATE_NEEDED' } },
    });
    const moved = [entry({ id: 'boss' }), { kind: 'answer', ...handingOff('chief') }];
    expect((await importing(moved, '?publish=true')).status).toBe(200);
  });

  it('is the only one that writes drafts while it does', async () => {
    const answers = await Promise.all([
      importing([entry({ id: 'fresh', description: 'Imported.' })]),
      importing([entry({ id: 'fresh', description: 'Imported too.' })]),
      app.ask('PUT', '/fresh/draft', { body: { template: template({ id: 'fresh' }) } }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 422, 428].includes(status))).toBe(true);
  });

  it('takes a whole catalogue in one file, and no larger file', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => entry({ id: `fresh_${index}` }));
    const answer = await importing(many, '?dryRun=true');
    expect(answer.body.changes).toHaveLength(1000);
    const tooLarge = await importing([entry({ description: 'x'.repeat(9_000_000) })], '?dryRun=true');
    expect(tooLarge).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    const spelled = await app.ask('POST', '/Import/?dryRun=true', {
      body: { format: 1, templates: [entry()] },
    });
    expect(changesOf(spelled)).toEqual([['engraving', 'same', []]]);
    const duty = { template: template({ id: 'import_duty' }) };
    expect((await app.ask('PUT', '/import_duty/draft', { body: duty })).status).toBe(200);
  });

  it('keeps nobody else waiting while it checks a file', async () => {
    const bodies = { en: { ok: '{{ordr.nmber}}'.repeat(500) } };
    const many = Array.from({ length: 30 }, (_, index) => entry({ id: `slow_${index}`, bodies }));
    const start = performance.now();
    let isDone = false;
    const answer = importing(many, '?dryRun=true').finally(() => (isDone = true));
    let [longest, last] = [0, start];
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    expect((await answer).body.changes).toHaveLength(30);
    expect(longest).toBeLessThan((last - start) / 4);
  });

  it('refuses what is nested deeper than anything can walk', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const file = `{"format":1,"templates":[${deep}]}`;
    expect(await app.ask('POST', '/import', { body: file })).toMatchObject({
      ...{ status: 400, body: { code: 'BODY_NOT_JSON' } },
    });
    const body = `{"template":{"id":"zips","bodies":${deep}}}`;
    const expected = {
      status: 400,
      body: { code: 'BODY_NOT_JSON', detail: expect.stringMatching(/levels/) },
    };
    expect(await app.ask('POST', '/check', { body })).toMatchObject(expected);
  });

  it.each([
    ['{ "format": 1', 'BODY_NOT_JSON'],
    [[], 'FIELD_INVALID'],
    [{ format: 2, templates: [] }, 'FIELD_INVALID'],
    [{ format: 1, templates: {} }, 'FIELD_INVALID'],
  ])('refuses %j', async (body, code) => {
    expect(await app.ask('POST', '/import', { body })).toMatchObject({ status: 400, body: { code } });
  });

  it('exports what is shipped as it was shipped', async () => {
    await app.empty();
    const shipped = Object.entries({ answer: SHIPPED.answers, act: SHIPPED.acts, prompt: SHIPPED.prompts });
    const entries = shipped.flatMap(([kind, all]) => (all ?? []).map((each) => ({ kind, ...each })));
    await importing(entries, '?publish=true');
    const { templates } = JSON.parse(await app.text('/export'));
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    expect((templates as { id: string }[]).sort(byId)).toEqual(entries.sort(byId));
  });
});
