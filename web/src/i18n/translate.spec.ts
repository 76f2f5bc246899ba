import { describe, expect, it } from '@jest/globals';
import { formatAgo, usableTag } from './format';
import { chooseLanguage, fill, t } from './translate';

describe(t.name, () => {
  it('fills in placeholders and picks the plural form', () => {
    expect(t('app.name')).toBe('Storedesk');
    expect(t('golden.touches', { ids: 'ask_email' })).toBe('Uses ask_email');
    expect(t('error.retryAfter', { count: 1 })).toBe('Try again in 1 second.');
    expect(t('error.retryAfter', { count: 40 })).toBe('Try again in 40 seconds.');
  });
});

describe(fill.name, () => {
  it('follows the plural rules of a language with more forms than English', () => {
    const message = { one: '{count} szablon', few: '{count} szablony', many: '{count} szablonów', other: '' };
    const polish = new Intl.PluralRules('pl');
    expect([1, 3, 5].map((count) => fill(message, { count }, polish))).toEqual([
      '1 szablon',
      '3 szablony',
      '5 szablonów',
    ]);
  });

  it('leaves braces of templates and values with braces alone', () => {
    expect(
      fill('{text} is not {{order.number}}', { text: '{id}', id: 'x' }, new Intl.PluralRules('en')),
    ).toBe('{id} is not {{order.number}}');
  });
});

describe(chooseLanguage.name, () => {
  it('takes the first wanted language that there is, English otherwise', () => {
    expect(chooseLanguage(['fr', 'de-AT', 'en'], ['en', 'de'])).toBe('de');
    expect(chooseLanguage(['fr'], ['en', 'de'])).toBe('en');
  });
});

describe(formatAgo.name, () => {
  const now = Date.parse('2026-05-01T12:00:00Z');

  it.each([
    ['2026-05-01T11:59:40Z', 'now'],
    ['2026-05-01T11:15:00Z', '45 minutes ago'],
    ['2026-04-30T11:00:00Z', 'yesterday'],
    ['2026-04-10T12:00:00Z', '3 weeks ago'],
    ['2024-04-10T12:00:00Z', '2 years ago'],
  ])('says of %s: %s', (at, text) => {
    expect(formatAgo(at, 'en', now)).toBe(text);
  });
});

describe(usableTag.name, () => {
  it('takes English for a tag that is none', () => {
    expect(usableTag('de-at')).toBe('de-AT');
    expect(usableTag('en-US@posix')).toBe('en');
  });
});
