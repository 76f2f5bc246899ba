import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { each, EditingApp, SHIPPED, template } from '../../../test/support/editing-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { DraftsController } from './drafts.controller';

describe.each(ENGINES)(`${DraftsController.name} on %s`, (engine) => {
  let app: EditingApp;

  beforeAll(async () => {
    app = await EditingApp.start(engine, SHIPPED);
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.db.delete(schema.templateDrafts);
    await app.db.delete(schema.audit);
  });

  const save = (changes = {}, ask = {}): ReturnType<EditingApp['ask']> =>
    app.ask('PUT', '/engraving/draft', { body: { template: template(changes) }, role: 'editor', ...ask });

  it('saves a new template without If-Match, and gives it back with an ETag', async () => {
    const saved = await save();
    expect(saved).toMatchObject({
      status: 200,
      body: { template: template(), kind: 'answer', basedOn: null, updatedBy: 'editor' },
    });
    expect(saved.headers.get('etag')).toBe(`"${saved.body.revision}"`);

    const read = await app.ask('GET', '/engraving/draft', { role: 'viewer' });
    expect(read.body).toEqual(saved.body);
    expect(read.headers.get('etag')).toBe(saved.headers.get('etag'));
  });

  it('gives what is published, with revision 0, to whoever begins a draft', async () => {
    const read = await app.ask('GET', '/greeting/draft');
    expect(read.headers.get('etag')).toBe('"0"');
    expect(read.body).toMatchObject({
      ...{ template: SHIPPED.answers?.[0], kind: 'answer', revision: 0, basedOn: 1, updatedBy: 'shipped' },
    });
    const body = { template: template({ id: 'greeting' }) };
    const begun = await app.ask('PUT', '/greeting/draft', { body, ifMatch: '"0"' });
    expect(begun).toMatchObject({ status: 200, body: { basedOn: 1 } });
    expect(app.catalogue.find('greeting')?.bodies).toEqual({ en: { ok: 'Hello!' } });
  });

  it('keeps the kind of a template that has one', async () => {
    const prompt = template({ id: 'fallback', examples: [] });
    const saved = await app.ask('PUT', '/fallback/draft', { body: { template: prompt } });
    expect(saved).toMatchObject({ status: 200, body: { kind: 'prompt' } });
    const ifMatch = saved.headers.get('etag') ?? '';
    const other = await app.ask('PUT', '/fallback/draft', {
      ...{ body: { template: { ...prompt, examples: ['x'] }, kind: 'answer' }, ifMatch },
    });
    expect(other.body.faults).toEqual([expect.objectContaining({ path: 'id', code: 'other_kind' })]);
  });

  it('asks which draft was seen before it is written over', async () => {
    const first = await save();
    const description = 'Wants a name on it.';
    expect(await save({ description })).toMatchObject({
      ...{ status: 428, body: { code: 'PRECONDITION_REQUIRED' } },
    });
    const ifMatch = first.headers.get('etag') ?? '';
    const second = await save({ description }, { ifMatch });
    expect(second.status).toBe(200);
    expect(second.body.revision).toBeGreaterThan(first.body.revision);
    for (const stale of [ifMatch, '"0"', 'nonsense', '*']) {
      const refused = await save({}, { ifMatch: stale });
      expect(refused).toMatchObject({ status: 412, body: { code: 'DRAFT_CHANGED' } });
      expect(refused.body.current).toEqual(second.body);
    }
    const weak = await save({}, { ifMatch: `W/${second.headers.get('etag')}` });
    expect(weak.status).toBe(200);
  });

  it('lets one of two at the same time save, and shows the other what was saved', async () => {
    const ifMatch = (await save()).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['Ana writes.', 'Ben writes.'].map((description) => save({ description }, { ifMatch })),
    );
    const [won, lost] = answers.sort((a, b) => a.status - b.status);
    expect([won?.status, lost?.status]).toEqual([200, 412]);
    expect(lost?.body.current).toEqual(won?.body);
    expect((await app.ask('GET', '/engraving/draft')).body).toEqual(won?.body);
  });

  it('lets one of two begin a draft', async () => {
    const answers = await Promise.all([save({ description: 'Ana' }), save({ description: 'Ben' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 428]);
  });

  it('never has the revision of an earlier draft again', async () => {
    const ifMatch = (await save()).headers.get('etag') ?? '';
    expect((await app.ask('DELETE', '/engraving/draft', { ifMatch })).status).toBe(204);
    expect(await save({}, { ifMatch })).toMatchObject({ status: 412, body: { current: null } });
    const again = await save();
    expect(again.headers.get('etag')).not.toBe(ifMatch);
  });

  it('refuses a faulty template with all its faults, and keeps nothing of it', async () => {
    const faulty = await save({ id: 'engraved', examples: [], description: 'Half a pair: \ud83d' });
    expect(faulty).toMatchObject({ status: 422, body: { code: 'TEMPLATE_INVALID' } });
    expect(each(faulty.body.faults, 'code')).toEqual([
      ...['examples_count', 'other_id', 'unstorable_character'],
    ]);
    expect((await app.ask('PUT', '/engraving/draft', { body: {} })).status).toBe(422);
    expect((await app.ask('GET', '/engraving/draft')).body.code).toBe('TEMPLATE_UNKNOWN');
  });

  it('does not take the names of addresses for ids', async () => {
    const saved = await app.ask('PUT', '/export/draft', { body: { template: template({ id: 'export' }) } });
    expect(saved.body.faults).toEqual([expect.objectContaining({ code: 'reserved_id' })]);
  });

  it('throws a draft away for who has seen it', async () => {
    const ifMatch = (await save()).headers.get('etag') ?? '';
    const discard = (ask = {}): ReturnType<EditingApp['ask']> => app.ask('DELETE', '/engraving/draft', ask);
    expect(await discard()).toMatchObject({ status: 428, body: { code: 'PRECONDITION_REQUIRED' } });
    expect(await discard({ ifMatch: '"0"' })).toMatchObject({ status: 412 });
    expect((await discard({ ifMatch })).status).toBe(204);
    expect(await discard({ ifMatch })).toMatchObject({ status: 404, body: { code: 'DRAFT_UNKNOWN' } });
  });

  it('answers that a template is unknown, whatever the name', async () => {
    for (const id of ['nothing', '%00', '%F0%9F%98%80', 'a'.repeat(5000)]) {
      expect(await app.ask('GET', `/${id}/draft`)).toMatchObject({
        ...{ status: 404, body: { code: 'TEMPLATE_UNKNOWN' } },
      });
    }
  });

  it('says which field of the body is wrong', async () => {
    const body = { template: template(), kind: 'poem' };
    expect(await app.ask('PUT', '/engraving/draft', { body })).toMatchObject({
      ...{ status: 400, body: { code: 'FIELD_INVALID', field: 'kind' } },
    });
  });

  it('takes a template in many languages', async () => {
    const ok = 'Yes. '.repeat(300);
    const locales = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `qa${letter}`);
    const bodies = Object.fromEntries(['en', ...locales].map((locale) => [locale, { ok, not_found: ok }]));
    expect(JSON.stringify(bodies).length).toBeGreaterThan(64 * 1024);
    expect((await save({ bodies })).status).toBe(200);
  });

  it('remembers who saved and deleted what, from where', async () => {
    const ifMatch = (await save({}, { name: 'Ana' })).headers.get('etag') ?? '';
    const changed = await save({ bodies: { en: { ok: 'No.' } } }, { ifMatch, name: 'Ben' });
    await app.ask('DELETE', '/engraving/draft', { ifMatch: `"${changed.body.revision}"` });
    const rows = await app.db.select().from(schema.audit).orderBy(schema.audit.id);
    expect(rows.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['template.draft.save', 'Ana'],
      ['template.draft.save', 'Ben'],
      ['template.draft.delete', 'admin'],
    ]);
    expect(rows[1]).toMatchObject({ actor: 'user:Ben', address: '192.0.2.7', target: 'template:engraving' });
    expect(rows[1]?.details).toEqual({
      revision: changed.body.revision,
      changes: {
        'bodies.en.ok': ['Yes, we engrave.', 'No.'],
        'bodies.de': [{ ok: 'Ja, wir gravieren.' }, null],
      },
    });
  });
});
