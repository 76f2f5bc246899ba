import { describe, expect, it } from '@jest/globals';
import { isWhiteSpace, splitWords } from './words';

const words = (text: string): string[] => splitWords(text).map(({ start, end }) => text.slice(start, end));

describe(splitWords.name, () => {
  it.each([
    ['where is #W1001?', ['where', 'is', 'W1001']],
    ['(SKU-10442), "W1001"; [ORD-2024-8891]:', ['SKU-10442', 'W1001', 'ORD-2024-8891']],
    ['It is W1001. Or W1002...', ['It', 'is', 'W1001', 'Or', 'W1002']],
    ['-W1001- /W1002/ _W1003_ *W1004* `W1005`', ['W1001', 'W1002', 'W1003', 'W1004', 'W1005']],
    ['2025/09/5517 H&M A+ c++/x.y_z', ['2025/09/5517', 'H&M', 'A+', 'c++/x.y_z']],
    ['W1001,W1002…W1003—W1004', ['W1001', 'W1002', 'W1003', 'W1004']],
    ['№12345 “W1” „W2“ ‘W3’ don’t', ['12345', 'W1', 'W2', 'W3', 'don', 't']],
    ['😍W1001👍🏽 ✅W1002 5️⃣', ['W1001', 'W1002', '5']],
    ['W1001\u200b\u00a0W1002\ufeff\r\nW1003', ['W1001', 'W1002', 'W1003']],
    ['ORD–5 –5– ana@example.com €39.90', ['ORD–5', '5', 'ana@example.com', '€39.90']],
    ['（W1001）：W1002，１２３', ['W1001', 'W1002', '１２３']],
    ['- -- . / _ ?! ...', []],
    ['', []],
  ])('splits %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('counts offsets in UTF-16 units', () => {
    expect(splitWords('😍 W1')).toEqual([{ start: 3, end: 5 }]);
  });
});

describe(isWhiteSpace.name, () => {
  it('tells a gap of white space from any other', () => {
    expect([' ', '\t\u00a0\r\n', '', ', ', '-'].map(isWhiteSpace)).toEqual([true, true, true, false, false]);
  });
});
