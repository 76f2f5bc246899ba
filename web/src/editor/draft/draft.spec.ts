import type { Draft, Template } from '../../api';
import { decidedDraft, hasUnsavedWork, openDraft, savedDraft } from './draft-state';
import { faultsAt, faultsOfWording } from './faults-by-place';
import { differences, mergeWork, type Work } from './merge-drafts';
import { dropWork, findWork, keepWork, workKey, type SavedWork, type Shelf } from './saved-work';
import {
  bodyOf,
  firstPlace,
  localesOf,
  newTemplate,
  outcomesOf,
  tidy,
  withBody,
  withLocale,
  withNeed,
  withoutLocale,
} from './template-edit';

const template: Template = {
  ...newTemplate('en'),
  id: 'engraving',
  description: 'Engraving',
  examples: ['can you engrave it'],
  bodies: { en: { ok: 'Yes.' }, de: { ok: 'Ja.' } },
};
const work = (change: Partial<Template> = {}): Work => ({
  kind: 'answer',
  template: { ...template, ...change },
});

describe('editing a template', () => {
  it('asks for an order before the item of it, whichever was ticked first', () => {
    const { needs } = withNeed(withNeed(template, 'orderLine', true), 'order', true);
    expect(needs).toEqual(['order', 'orderLine']);
  });

  it('offers the outcomes that the action can come to', () => {
    expect(outcomesOf(template)).toEqual(['ok']);
    expect(outcomesOf({ ...template, action: { type: 'cancel_order', confirm: true } })).toEqual([
      'ok',
      'requested',
      'refused',
      'not_found',
      'not_allowed',
      'already_done',
      'confirm',
    ]);
    expect(outcomesOf({ ...template, action: { type: 'hand_off', confirm: false } })).toEqual([
      'ok',
      'already_done',
    ]);
  });

  it("begins with the shop's own language, and shows it first", () => {
    expect(newTemplate('de').bodies).toEqual({ de: { ok: '' } });
    expect(localesOf(template, 'de')).toEqual(['de', 'en']);
    expect(localesOf(template, 'fr')).toEqual(['en', 'de']);
    expect(firstPlace(template, 'de')).toEqual({ locale: 'de', outcome: 'ok' });
    const { bodies } = template;
    expect(firstPlace({ ...template, bodies: { ...bodies, de: { not_found: 'Nein.' } } }, 'de')).toEqual({
      ...{ locale: 'de', outcome: 'not_found' },
    });
    expect(firstPlace({ ...template, bodies: {} }, 'de')).toEqual({ locale: 'de', outcome: 'ok' });
  });

  it('takes a language away with its buttons', () => {
    const both = { ...template, suggestedActions: { en: ['Yes'], de: ['Ja'] } };
    expect(withoutLocale(both, 'de')).toMatchObject({
      bodies: { en: { ok: 'Yes.' } },
      suggestedActions: { en: ['Yes'] },
    });
    expect(withoutLocale(both, 'de').bodies).not.toHaveProperty('de');
  });

  it('sends no empty examples, buttons and languages', () => {
    const typed = withLocale(
      { ...template, examples: ['a ', '', ' '], suggestedActions: { en: [''] } },
      'fr',
    );
    expect(tidy(typed)).toEqual({ ...template, examples: ['a'] });
  });

  it('takes a body away and keeps an empty one', () => {
    expect(withBody(template, { locale: 'de', outcome: 'ok' }, undefined).bodies.de).toEqual({});
    expect(withBody(template, { locale: 'de', outcome: 'ok' }, '').bodies.de).toEqual({ ok: '' });
  });

  it('writes a single wording without a name, weight and channel as a text', () => {
    expect(bodyOf([{ text: 'Hi' }])).toBe('Hi');
    expect(bodyOf([{ text: 'Hi', channel: 'directline' }])).toEqual([{ text: 'Hi', channel: 'directline' }]);
  });
});

describe(mergeWork, () => {
  const mine = work({ description: 'Mine', bodies: { en: { ok: 'Yes!' }, fr: { ok: 'Oui.' } } });
  const theirs = work({
    description: 'Theirs',
    examples: ['engrave', 'laser'],
    bodies: { ...template.bodies },
  });

  it('tells who changed what', () => {
    expect(differences(work(), mine, theirs).map(({ path, changedBy }) => [path, changedBy])).toEqual([
      ['description', undefined],
      ['examples', 'theirs'],
      ['bodies.en.ok', 'mine'],
      ['bodies.de.ok', 'mine'],
      ['bodies.fr.ok', 'mine'],
    ]);
  });

  it('takes from each side what was chosen, also that a part is gone', () => {
    const merged = mergeWork(
      mine,
      theirs,
      new Map([
        ['bodies.de.ok', 'mine'],
        ['bodies.en.ok', 'mine'],
      ]),
    );
    expect(merged.template).toEqual({ ...theirs.template, bodies: { en: { ok: 'Yes!' } } });
  });

  it('is theirs where nothing is chosen, and mine where everything is', () => {
    const all = new Map(differences(work(), mine, theirs).map(({ path }) => [path, 'mine' as const]));
    expect(mergeWork(mine, theirs, new Map())).toEqual(theirs);
    expect(mergeWork(mine, theirs, all)).toEqual(mine);
  });
});

describe('unsaved work', () => {
  const shelfOf = (entries: Map<string, string>): Shelf => ({
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  });
  const saved = { ...work(), revision: 3, base: work(), savedAt: '2025-01-01T00:00:00Z' };

  it('is found again by its user and template, until it is dropped', () => {
    const shelf = shelfOf(new Map());
    keepWork(shelf, workKey('ana', 'engraving'), saved);
    expect(findWork(shelf, workKey('ana', 'engraving'))).toEqual(saved);
    expect(findWork(shelf, workKey('ben', 'engraving'))).toBeUndefined();
    dropWork(shelf, workKey('ana', 'engraving'));
    expect(findWork(shelf, workKey('ana', 'engraving'))).toBeUndefined();
  });

  it('is nothing where the browser holds something else', () => {
    for (const text of ['{', '{}', '7', '{"template":{"id":"x"}}']) {
      expect(findWork(shelfOf(new Map([['key', text]])), 'key')).toBeUndefined();
    }
  });

  it('says so when the browser keeps nothing', () => {
    const full: Shelf = {
      ...shelfOf(new Map()),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(keepWork(full, 'key', saved)).toBe(false);
  });
});

describe(faultsAt, () => {
  const fault = (path: string) => ({ path, code: 'c', message: 'm' });
  const faults = ['examples[1]', 'examples', 'bodies.en.ok', 'bodies.en.ok[1].text', 'bodies.en.okay'].map(
    fault,
  );

  it('finds those of a field and of what is within it', () => {
    expect(faultsAt(faults, 'examples').map(({ path }) => path)).toEqual(['examples[1]', 'examples']);
    expect(faultsAt(faults, 'bodies.en.ok').map(({ path }) => path)).toEqual([
      'bodies.en.ok',
      'bodies.en.ok[1].text',
    ]);
  });

  it('gives each wording its own', () => {
    const place = { locale: 'en', outcome: 'ok' } as const;
    expect(faultsOfWording(faults, place, 1, false).map(({ path }) => path)).toEqual([
      'bodies.en.ok[1].text',
    ]);
    expect(faultsOfWording(faults, place, 0, true).map(({ path }) => path)).toEqual(['bodies.en.ok']);
  });
});

describe(openDraft, () => {
  const draft = (revision: number, change: Partial<Template> = {}): Draft => ({
    ...work(change),
    revision,
    basedOn: 1,
    updatedBy: 'ben',
    updatedAt: '2025-01-01T00:00:00Z',
  });
  const kept = (revision: number, change: Partial<Template>): SavedWork => ({
    ...work(change),
    revision,
    base: work(),
    savedAt: '2025-01-02T00:00:00Z',
  });

  it('brings unsaved work back to the draft that it began with', () => {
    const state = openDraft(draft(3), kept(3, { description: 'Mine' }));
    expect(state).toMatchObject({ revision: 3, restoredFrom: '2025-01-02T00:00:00Z' });
    expect(state.work.template.description).toBe('Mine');
    expect(state.theirs).toBeUndefined();
    expect(hasUnsavedWork(state)).toBe(true);
  });

  it('lets the user decide when the draft has moved on since', () => {
    const newer = draft(4, { description: 'Theirs' });
    const state = openDraft(newer, kept(3, { description: 'Mine' }));
    expect(state.theirs).toEqual(newer);
    expect(state.work.template.description).toBe('Mine');
    const decided = decidedDraft(state, work({ description: 'Both' }));
    expect(decided).toMatchObject({ revision: 4, work: work({ description: 'Both' }) });
    expect(decided.theirs).toBeUndefined();
  });

  it('lets the user decide when another version was published without a draft', () => {
    const published = draft(0, { description: 'Theirs' });
    expect(openDraft(published, kept(0, { description: 'Mine' })).theirs).toEqual(published);
  });

  it('forgets work that is the same as what is saved', () => {
    const state = openDraft(draft(4, { description: 'Mine' }), kept(3, { description: 'Mine' }));
    expect(state.restoredFrom).toBeUndefined();
    expect(hasUnsavedWork(state)).toBe(false);
  });

  it('keeps what was typed while it was being saved', () => {
    const typing = { ...openDraft(draft(3), undefined), work: work({ description: 'Mine, and more' }) };
    const state = savedDraft(typing, work({ description: 'Mine' }), draft(4, { description: 'Mine' }));
    expect(state.revision).toBe(4);
    expect(state.work.template.description).toBe('Mine, and more');
    expect(hasUnsavedWork(state)).toBe(true);
  });

  it('does not count empty lines as work', () => {
    const state = { ...openDraft(draft(3), undefined), work: work({ examples: [...template.examples, ''] }) };
    expect(hasUnsavedWork(state)).toBe(false);
  });
});
