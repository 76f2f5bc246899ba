import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { each, EditingApp, SHIPPED, template } from '../../../test/support/editing-app';
import { ENGINES } from '../../../test/support/test-database';
import { TemplatesController } from './templates.controller';

describe.each(ENGINES)(`${TemplatesController.name} on %s`, (engine) => {
  let app: EditingApp;

  beforeAll(async () => {
    app = await EditingApp.start(engine, SHIPPED);
    await app.publish(
      template({ id: 'old_offer', description: 'An offer of 100% wool.', examples: ['the "winter" offer'] }),
    );
    await app.ask('POST', '/old_offer/archive');
    await app.draft(template());
    await app.draft(template({ id: 'greeting', bodies: { en: { ok: 'Moin moin!' } } }));
  });
  afterAll(() => app.stop());

  const list = async (query = ''): Promise<unknown[]> => {
    const { body } = await app.ask('GET', query, { role: 'viewer' });
    return each(body.items, 'id');
  };

  it('lists all templates by id, with what is published and what is a draft', async () => {
    const { body } = await app.ask('GET', '');
    expect(body).toMatchObject({ total: 6, nextCursor: null });
    expect(each(body.items, 'id')).toEqual([
      ...['affirm', 'contact_agent', 'engraving', 'fallback', 'greeting', 'old_offer'],
    ]);
    const [, , engraving, , greeting, oldOffer] = body.items;
    expect(engraving).toEqual({
      ...{ id: 'engraving', kind: 'answer', intent: 'inquiry', description: 'Asks for an engraving.' },
      ...{ published: null, draft: expect.objectContaining({ by: 'admin' }), archivedAt: null },
    });
    expect(greeting).toMatchObject({
      ...{ description: 'Says hello.', published: { version: 1, by: 'shipped' }, archivedAt: null },
    });
    expect(greeting.draft.revision).toBeGreaterThan(0);
    expect(oldOffer).toMatchObject({ published: null, draft: null, archivedAt: expect.any(String) });
  });

  it.each([
    ['ENGRAVING.', ['engraving', 'greeting']],
    ['_AGENT', ['contact_agent']],
    ['moin', ['greeting']],
    ['hello', ['greeting']],
    ['GRAVIEREN', ['engraving', 'old_offer']],
    ['"winter"', ['old_offer']],
    ['100%', ['old_offer']],
    ['100_', []],
    ['bodies', []],
    ['inquiry', []],
  ])('finds %j in %j', async (search, found) => {
    expect(await list(`?search=${encodeURIComponent(search)}`)).toEqual(found);
  });

  it('filters by state and kind', async () => {
    expect(await list('?state=draft')).toEqual(['engraving', 'greeting']);
    expect(await list('?state=archived')).toEqual(['old_offer']);
    expect(await list('?state=published')).toEqual(['affirm', 'contact_agent', 'fallback', 'greeting']);
    expect(await list('?kind=prompt')).toEqual(['fallback']);
    expect(await list('?kind=answer&state=draft&search=moin')).toEqual(['greeting']);
  });

  it('goes through the pages, each template once, and counts them all', async () => {
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await app.ask('GET', `?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(body.total).toBe(6);
      seen.push(...each(body.items, 'id'));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(await list());
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'state=lost', 'kind=poem', 'search=%00', 'search=a&search=b'])(
    'refuses %s',
    async (query) => {
      expect(await app.ask('GET', `?${query}`)).toMatchObject({
        ...{ status: 400, body: { code: 'FIELD_INVALID', field: query.split('=')[0] } },
      });
    },
  );

  it('gives the published template, not its draft', async () => {
    const { body } = await app.ask('GET', '/greeting');
    expect(body).toMatchObject({ id: 'greeting', published: { version: 1 } });
    expect(body.template).toEqual(SHIPPED.answers?.[0]);
    for (const id of ['engraving', 'nothing', '%00']) {
      expect(await app.ask('GET', `/${id}`)).toMatchObject({
        ...{ status: 404, body: { code: 'TEMPLATE_UNKNOWN' } },
      });
    }
  });

  it('lists versions newest first, page by page', async () => {
    for (const ok of ['One.', 'Two.', 'Three.']) {
      await app.publish(template({ id: 'counted', bodies: { en: { ok } } }));
    }
    const first = await app.ask('GET', '/counted/versions?limit=2');
    expect(first.body).toMatchObject({
      ...{ nextCursor: '2', items: [{ version: 3 }, { version: 2, origin: 'publish', note: null }] },
    });
    expect(first.body.items[1].template.bodies).toEqual({ en: { ok: 'Two.' } });
    const last = await app.ask('GET', '/counted/versions?limit=2&cursor=2');
    expect(last.body).toMatchObject({ nextCursor: null, items: [{ version: 1 }] });
    expect((await app.ask('GET', '/engraving/versions')).body).toEqual({ items: [], nextCursor: null });
    expect((await app.ask('GET', '/nothing/versions')).body.code).toBe('TEMPLATE_UNKNOWN');
  });

  it('checks a template and saves nothing', async () => {
    const check = (body: unknown): ReturnType<EditingApp['ask']> => app.ask('POST', '/check', { body });
    expect(await check({ template: template({ id: 'fresh' }) })).toMatchObject({
      ...{ status: 200, body: { faults: [] } },
    });
    const faulty = template({ id: 'fresh', examples: [], bodies: { en: { ok: 'Yes,\n{{shop.colour}}' } } });
    const { body } = await check({ template: faulty });
    expect(body.faults).toMatchObject([{ path: 'examples' }, { path: 'bodies.en.ok', line: 2 }]);
    expect((await check({ template: { ...faulty, id: 'fallback' }, kind: 'answer' })).body.faults).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'other_kind' })]),
    );
    for (const nothing of [{}, { template: 'text' }, { template: null }, { template: [] }]) {
      expect((await check(nothing)).body.faults[0]).toMatchObject({ code: 'wrong_type' });
    }
    expect((await app.ask('GET', '/fresh/draft')).status).toBe(404);
  });
});
