import { describe, expect, it } from '@jest/globals';
import { understood } from '../../test/support/understood';
import { codeIn, emailIn, isCorrection, isSameNumber, lineSpokenOf } from './said';

describe(emailIn.name, () => {
  it.each([
    ['ana@example.com', 'ana@example.com'],
    ["it's o'brien@example.com.", "o'brien@example.com"],
    ["'ana@example.com'", 'ana@example.com'],
    ['mail: <ana+shop@mail.example.co.uk>', 'ana+shop@mail.example.co.uk'],
    ['zoë@büro.example', 'zoë@büro.example'],
    ['ana [at] example.com', 'ana@example.com'],
    ['ana.k (at) example (dot) co.uk', 'ana.k@example.co.uk'],
    ['its ana at example dot com thanks', 'ana@example.com'],
    ['ben @example.com', 'ben@example.com'],
    ['ben @ example.com', 'ben@example.com'],
    ['2 @ 39.90, and my mail is ben@example.com', 'ben@example.com'],
    ['2 @ 39.90', undefined],
    ['ana at example.com', undefined],
    ['we are at home dot', undefined],
    ['@example.com', undefined],
  ])('reads %s', (text, email) => {
    expect(emailIn(text)).toBe(email);
  });

  it('reads letters with their accents apart', () => {
    expect(emailIn('zoe\u0308@example.com')).toBe('zo\u00eb@example.com');
  });

  it('reads half a million letters in the time a test has', () => {
    expect(emailIn('a'.repeat(500_000))).toBeUndefined();
    expect(emailIn(`a${' '.repeat(250_000)}(at${' '.repeat(250_000)}b`)).toBeUndefined();
    expect(emailIn('a at '.repeat(100_000))).toBeUndefined();
  });
});

describe(codeIn.name, () => {
  it.each([
    ['482913', '482913'],
    ['the code is 482 913.', '482913'],
    ['code:482-913', '482913'],
    ['4 8 2 9 1 3', '482913'],
    ['４８２９１３', '482913'],
    ['48291', '48291'],
    ['4829134', '4829134'],
    ['W482913', undefined],
    ['#482913', undefined],
    ['order 4829134', undefined],
    ['1002', undefined],
    ['2026-11-27', '20261127'],
    ['on 2026-11-27', undefined],
    ['for 482,913.50', undefined],
  ])('reads %s', (text, code) => expect(codeIn(text)).toBe(code));
});

describe(isSameNumber.name, () => {
  it.each([
    ['w 1002', 'W1002'],
    ['#1002', 'W1002'],
    ['ORD-2024-8891', 'ord 2024 8891'],
  ])('%s is %s', (one, other) => expect(isSameNumber(one, other)).toBe(true));

  it.each([
    ['W1002', 'W1003'],
    ['A1002', 'B1002'],
    ['ABC', 'DEF'],
  ])('%s is not %s', (one, other) => expect(isSameNumber(one, other)).toBe(false));
});

describe(isCorrection.name, () => {
  const says = (text: string, number: string, known?: string): boolean =>
    isCorrection(text, understood({ text, orderNumbers: [number] }), known);

  it('is another number and next to nothing else', () => {
    expect(says('no, I meant W1002', 'W1002', 'W1001')).toBe(true);
  });

  it('is not the number that is known already', () => {
    expect(says('W1002 is too small', 'W1002', 'W1002')).toBe(false);
  });

  it('is not a sentence of its own', () => {
    expect(says('I bought it together with the lamp of W1003', 'W1003', 'W1002')).toBe(false);
  });
});

describe(lineSpokenOf.name, () => {
  const coffee = { sku: '101', name: 'Coffee Beans 1 kg' };
  const kettle = { sku: 'SKU-10442', name: 'Blue Kettle' };
  const lines = [coffee, kettle];

  it.each([
    ['the blue kettle please', kettle],
    ['sku 10442', kettle],
    ['SKU10442', kettle],
    ['the beans', coffee],
    ['101', coffee],
    ['2', kettle],
  ])('"%s" picks a line', (text, line) => expect(lineSpokenOf(text, lines)).toBe(line));

  it.each(['I want to return 1 item from order W1011', '2 kg of nothing', 'neither of them'])(
    '"%s" picks none by accident',
    (text) => expect(lineSpokenOf(text, lines)).toBeUndefined(),
  );
});
