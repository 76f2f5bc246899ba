import { describe, expect, it } from '@jest/globals';
import { cleanText, isBlank, lengthOf, localeFrom } from './message-text';

describe(cleanText.name, () => {
  it.each([
    ['\u0000where\u0007 is it?\u001b', 'where is it?'],
    ['first\r\n\tsecond', 'first\r\n\tsecond'],
    ['  hi  ', 'hi'],
    ['broken \ud83d half', 'broken \uFFFD half'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
    ['شكرا', 'شكرا'],
  ])('makes %j into %j', (text, expected) => expect(cleanText(text)).toBe(expected));
});

describe(isBlank.name, () => {
  it.each(['', ' \n', '\u200b\u200d', '\u0000', '\u3164'])('finds nothing to read in %j', (text) =>
    expect(isBlank(text)).toBe(true),
  );
  it.each(['?', '👍', '1'])('finds something in %j', (text) => expect(isBlank(text)).toBe(false));
});

describe(lengthOf.name, () => {
  it('counts an emoji as one', () => expect(lengthOf('😀'.repeat(10_000))).toBe(10_000));
});

describe(localeFrom.name, () => {
  it.each([
    ['EN_us', 'en-US'],
    ['de', 'de'],
    ['xx', 'xx'],
    ['english please', undefined],
    ['', undefined],
    [7, undefined],
  ])('reads %j as %j', (wish, expected) => expect(localeFrom(wish)).toBe(expected));
});
