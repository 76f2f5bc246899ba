import { describe, expect, it } from '@jest/globals';
import { isNamedIn, wordsOf } from './misspelling';

describe(isNamedIn.name, () => {
  it.each([
    ['Blue Kettle', 'is the bleu ketle still there?'],
    ['Blue Kettle', 'blue kettels'],
    ['Oak Side Table', 'an oak side tabel'],
    ['Ceramic Mug Set', 'the ceramik mug set'],
    ['Café Crème', 'cafe creme'],
    ['Engraved Pen', 'the ingraved pen or the engrved pen'],
  ])('finds %s in "%s"', (name, text) => {
    expect(isNamedIn(name, wordsOf(text))).toBe(true);
  });

  it.each([
    ['Blue Kettle', 'the kettle'],
    ['Kettle', 'how do I settle my bill'],
    ['Red Kettle', 'I read of a kettle'],
    ['Oak Side Table', 'a side table'],
    ['Linen Shirt', 'where is my order'],
    ['—', 'anything'],
  ])('does not find %s in "%s"', (name, text) => {
    expect(isNamedIn(name, wordsOf(text))).toBe(false);
  });
});
