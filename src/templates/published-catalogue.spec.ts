import type { ChannelName } from '../common';
import { PublishedCatalogue } from './published-catalogue';
import type { PublishedTemplate, Template } from './template.types';

function catalogueOf(template: Partial<Template>, defaultLocale = 'en'): PublishedCatalogue {
  const published: PublishedTemplate = {
    id: 'engraving',
    intent: 'inquiry',
    description: 'Asks for an engraving.',
    examples: ['engrave'],
    needs: [],
    action: null,
    bodies: {},
    kind: 'answer',
    version: 1,
    ...template,
  };
  return new PublishedCatalogue(1, [published], defaultLocale);
}

describe(PublishedCatalogue.name, () => {
  const context = { locale: 'en', now: new Date('2026-03-10T12:00:00Z'), timeZone: 'UTC' };

  it("answers in the customer's language, else in the default one, else in English", () => {
    const bodies = { de: { ok: 'Ja.' }, fr: { ok: 'Oui.' }, en: { ok: 'Yes.', not_found: 'No.' } };
    const catalogue = catalogueOf({ bodies }, 'fr-CA');
    const found = (locale: string, key: 'ok' | 'not_found' = 'ok'): unknown =>
      catalogue.findBody(catalogue.find('engraving')!, key, locale, { conversationId: 'c', channel: 'rest' })
        ?.locale;
    expect([found('de-AT'), found('de_AT'), found('de')]).toEqual(['de', 'de', 'de']);
    expect([found('ja'), found('no such locale!'), found('')]).toEqual(['fr', 'fr', 'fr']);
    expect(found('en-GB')).toBe('en');
    expect(found('de-AT', 'not_found')).toBe('en');
  });

  it('looks for buttons in the same order', () => {
    const catalogue = catalogueOf({ suggestedActions: { de: ['Mehr'], 'fr-CA': ['Encore'] } }, 'fr-CA');
    const buttons = (locale: string): string[] =>
      catalogue.findButtons(catalogue.find('engraving')!, 'ok', locale);
    expect([buttons('de-AT'), buttons('en'), buttons('ja')]).toEqual([['Mehr'], ['Encore'], ['Encore']]);
    expect(catalogueOf({}).findButtons(catalogue.find('engraving')!, 'ok', 'ja')).toEqual([]);
  });

  it('gives each conversation its wording, its own channel first', () => {
    const ok = [
      { text: 'In short: {{shop.name}}.', name: 'short' },
      { text: 'Yes, in {{shop.name}}.', weight: 3 },
      { text: 'Yes, *really*.', channel: 'botframework' as const },
    ];
    const catalogue = catalogueOf({ bodies: { en: { ok } } });
    const said = (conversationId: string, channel: ChannelName = 'rest'): string => {
      const draw = { conversationId, channel };
      const body = catalogue.findBody(catalogue.find('engraving')!, 'ok', 'en', draw)!;
      return `${body.variant}: ${body.render({ shop: { name: 'Oak' } }, context)}`;
    };
    const conversations = Array.from({ length: 50 }, (_, n) => `c${n}`);
    expect(new Set(conversations.map((id) => said(id)))).toEqual(
      new Set(['short: In short: Oak.', '2: Yes, in Oak.']),
    );
    expect(new Set(conversations.map((id) => said(id, 'botframework')))).toEqual(
      new Set(['3: Yes, *really*.']),
    );
  });
});
