import { faultRange, fixRange } from './fault-range';

const body = 'Hi.\nOrder {{ordr.number}}, {{mony order.total}}{{#iff order}}x{{/iff}}';
const at = (text: string): { line: number; column: number } => ({
  line: 2,
  column: body.split('\n')[1]!.indexOf(text) + 1,
});
const cut = (range: { from: number; to: number } | undefined): string | undefined =>
  range && body.slice(range.from, range.to);

describe(faultRange, () => {
  it('is the word at the place, and all of it where it begins with braces', () => {
    expect(cut(faultRange(body, at('ordr')))).toBe('ordr.number');
    expect(cut(faultRange(body, at('{{mony')))).toBe('{{mony order.total}}');
  });

  it('is nothing without a line, and stays within the body', () => {
    expect(faultRange(body, {})).toBeUndefined();
    expect(faultRange(body, { line: 9, column: 9 })).toEqual({ from: body.length, to: body.length });
  });
});

describe(fixRange, () => {
  it('is the word that the suggestion is meant for', () => {
    expect(cut(fixRange(body, { ...at('ordr'), suggestion: 'order.number' }))).toBe('ordr.number');
    expect(cut(fixRange(body, { ...at('{{mony'), suggestion: 'money' }))).toBe('mony');
    expect(cut(fixRange(body, { ...at('{{#iff'), suggestion: 'if' }))).toBe('iff');
  });

  it('is all of it for a suggestion with braces', () => {
    expect(cut(fixRange(body, { ...at('{{mony'), suggestion: '{{money order.total}}' }))).toBe(
      '{{mony order.total}}',
    );
  });

  it('is nothing in plain text, where a suggestion is advice', () => {
    expect(fixRange(body, { line: 1, column: 1, suggestion: 'Say more.' })).toBeUndefined();
  });
});
