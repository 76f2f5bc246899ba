import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseByKey, numberKey } from './number-key';

describe(numberKey.name, () => {
  it.each([
    ['#W1001', 'W1001'],
    ['w 1001', 'W1001'],
    ['W-1001', 'W1001'],
    ['ORD-2024-8891', 'ORD20248891'],
    ['112-5538201-7719402', '11255382017719402'],
    ['Ｗ１００１', 'W1001'],
    ['№ 1001', 'NO1001'],
    ['???', ''],
  ])('reads %s as %s', (text, key) => {
    expect(numberKey(text)).toBe(key);
  });

  it('leaves only letters and digits, of any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[A-Z0-9]*$/.test(numberKey(text))));
  });

  it('does not change a key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => numberKey(numberKey(text)) === numberKey(text)),
    );
  });

  it('is the same however the number is set apart, wrapped or capitalised', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9]{1,6}$/);
    const separator = fc.constantFrom('', ' ', '-', '_', '/', '.', ' - ', '\u00a0');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1 }),
        separator,
        fc.constantFrom('', '#', '"'),
        (parts, by, wrap) => {
          const plain = numberKey(parts.join(''));
          const written = `${wrap}${parts.join(by)}${wrap}`;
          return numberKey(written.toLowerCase()) === plain && numberKey(written.toUpperCase()) === plain;
        },
      ),
    );
  });
});

describe(chooseByKey.name, () => {
  it('takes the exact one of several, the only one of one, and no one of several that merely end so', () => {
    const [exact, longer, other] = [{ key: '1001' }, { key: 'W1001' }, { key: 'A1001' }];
    expect(chooseByKey([exact, longer], '1001')).toBe(exact);
    expect(chooseByKey([longer], '1001')).toBe(longer);
    expect(chooseByKey([longer, other], '1001')).toBeUndefined();
    expect(chooseByKey([], '1001')).toBeUndefined();
  });
});
