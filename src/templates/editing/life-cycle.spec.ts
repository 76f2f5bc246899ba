import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EditingApp, SHIPPED, template } from '../../../test/support/editing-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import type { Template, TemplateKind } from '..';

const storable = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((text) => text.replaceAll('\0', ''))
    .filter((text) => text.trim() !== '');
/** No braces: what a body may say, the checks' own tests show. */
const body = storable(40).map((text) => text.replace(/[{}\\]/g, '-'));

const templates: fc.Arbitrary<{ template: Template; kind: TemplateKind }> = fc
  .record({
    kind: fc.constantFrom<TemplateKind>('answer', 'act', 'prompt'),
    id: fc.stringMatching(/^[a-z][a-z0-9_-]{0,12}$/).filter((id) => !['export', 'facts'].includes(id)),
    intent: fc.constantFrom('inquiry', 'return', 'complaint', null),
    description: storable(60),
    examples: fc.array(storable(30), { minLength: 1, maxLength: 4 }),
    isWithOrder: fc.boolean(),
    english: fc.record({ ok: body, not_found: body }, { requiredKeys: ['ok'] }),
    others: fc.dictionary(fc.constantFrom('de', 'de-AT', 'fr', 'zh-Hant', 'id'), fc.record({ ok: body })),
    buttons: fc.option(
      fc.dictionary(fc.constantFrom('en', 'de', 'fr'), fc.array(storable(20), { maxLength: 3 })),
    ),
  })
  .map(({ kind, english, others, buttons, isWithOrder, ...rest }) => ({
    kind,
    template: {
      ...rest,
      needs: kind === 'answer' && isWithOrder ? ['order' as const] : [],
      action: kind === 'answer' && isWithOrder ? { type: 'open_ticket' as const, confirm: false } : null,
      bodies: { ...others, en: english },
      ...(buttons && { suggestedActions: buttons }),
    },
  }));

const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('draft' as const), text: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ does: fc.constantFrom('publish', 'archive', 'discard', 'import', 'given') }),
    fc.record({ does: fc.constant('rollback' as const), version: fc.integer({ min: 1, max: 4 }) }),
  ),
  { minLength: 4, maxLength: 14 },
);
type Step = { does: string; text?: number; version?: number };

describe.each(ENGINES)('the life cycle of templates on %s', (engine) => {
  let app: EditingApp;

  beforeAll(async () => {
    app = await EditingApp.start(engine, SHIPPED);
  });
  afterAll(() => app.stop());

  it('exports the same bytes after an import into an empty catalogue', async () => {
    const catalogues = fc.uniqueArray(templates, { selector: ({ template: { id } }) => id, maxLength: 8 });
    const check = async (catalogue: { template: Template; kind: TemplateKind }[]): Promise<void> => {
      await app.empty();
      for (const { template: one, kind } of catalogue) await app.catalogue.publish(one, kind);
      const exported = await app.text('/export');
      await app.empty();
      const imported = await app.ask('POST', '/import?publish=true', { body: exported });
      expect(imported.body).toMatchObject({ changes: catalogue.map(() => ({ change: 'new' })) });
      expect(await app.text('/export')).toBe(exported);
      expect(JSON.parse(exported).templates).toHaveLength(catalogue.length);
    };
    await fc.assert(fc.asyncProperty(catalogues, check), { numRuns: 12 });
  });

  it('never changes a version once it is written, and leaves none out', async () => {
    await app.empty();
    let run = 0;
    const check = async (sequence: Step[]): Promise<void> => {
      const id = `engraving_${(run += 1)}`;
      let before = await versions(id);
      for (const step of sequence) {
        await take(id, step);
        const after = await versions(id);
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after.map(({ version }) => version)).toEqual(after.map((_, index) => index + 1));
        expect(after.length - before.length).toBeLessThanOrEqual(1);
        before = after;
      }
    };
    // One that takes every way, which chance alone may leave out.
    const everyWay: Step[] = [
      { does: 'import' },
      { does: 'draft', text: 1 },
      { does: 'publish' },
      { does: 'rollback', version: 1 },
    ];
    await fc.assert(fc.asyncProperty<[Step[]]>(steps, check), { numRuns: 12, examples: [[everyWay]] });
    const written = await app.db.select().from(schema.templateVersions);
    const origins = new Set(written.map(({ origin }) => origin));
    expect([...origins].sort()).toEqual(['import', 'publish', 'rollback']);
  });

  const versions = async (id: string): Promise<(typeof schema.templateVersions.$inferSelect)[]> => {
    const rows = await app.db.select().from(schema.templateVersions);
    return rows.filter(({ templateId }) => templateId === id).sort((a, b) => a.version - b.version);
  };

  /** Whether it is refused or not. */
  async function take(id: string, { does, text = 0, version }: Step): Promise<void> {
    const one = template({ id, bodies: { en: { ok: `Text ${text}.` } } });
    const seen = await app.ask('GET', `/${id}/draft`);
    const ifMatch = seen.headers.get('etag') ?? undefined;
    if (does === 'draft') await app.ask('PUT', `/${id}/draft`, { body: { template: one }, ifMatch });
    else if (does === 'discard') await app.ask('DELETE', `/${id}/draft`, { ifMatch });
    else if (does === 'given') await app.catalogue.publish(one);
    else if (does === 'import') {
      const body = { format: 1, templates: [{ kind: 'answer', ...one, description: 'Imported.' }] };
      await app.ask('POST', '/import?publish=true', { body });
    } else await app.ask('POST', `/${id}/${does}`, { ifMatch, body: version ? { version } : {} });
  }
});
