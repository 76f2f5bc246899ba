import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changesBetween } from './structural-diff';

describe(changesBetween.name, () => {
  it('names each place that differs, as deep as it goes', () => {
    const before = {
      id: 'a',
      examples: ['x', 'y'],
      action: null,
      bodies: { en: { ok: '1' }, de: { ok: '2' } },
    };
    const after = {
      id: 'a',
      examples: ['x', 'z', 'w'],
      action: { type: 't' },
      bodies: { en: { ok: '1' }, fr: {} },
    };
    expect(changesBetween(before, after)).toEqual({
      'examples[1]': ['y', 'z'],
      'examples[2]': [null, 'w'],
      action: [null, { type: 't' }],
      'bodies.de': [{ ok: '2' }, null],
      'bodies.fr': [null, {}],
    });
  });

  it('tells a list of wordings from a text', () => {
    const wordings = [{ text: 'a' }];
    expect(changesBetween({ ok: 'a' }, { ok: wordings })).toEqual({ ok: ['a', wordings] });
    expect(changesBetween({ ok: {} }, { ok: [] })).toEqual({ ok: [{}, []] });
    expect(changesBetween({ ok: wordings }, { ok: [{ text: 'b' }] })).toEqual({ 'ok[0].text': ['a', 'b'] });
  });

  it('finds nothing where only the order of keys differs, and something everywhere else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(changesBetween(value, reversed)).toEqual({});
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [left, right] = [one, other].map((each) => JSON.parse(JSON.stringify(each)) as unknown);
        const isSame = Object.keys(changesBetween(left, right)).length === 0;
        expect(isSame).toBe(isEqual(left, right));
      }),
    );
  });
});

function isEqual(one: unknown, other: unknown): boolean {
  try {
    expect(one).toStrictEqual(other);
    return true;
  } catch {
    return false;
  }
}
