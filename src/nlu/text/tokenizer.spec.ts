import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeMessage } from './encode-message';
import { TextTokenizer } from './tokenizer';

const FIXTURES = join(__dirname, '..', 'fixtures');

interface Case {
  text: string;
  context: string;
  maxTokens: number;
  ids: number[];
  /** In code points, as Python counts. */
  offsets: [number, number][];
  segment: number[];
}

const cases = readJson<Case[]>('tokenizer-cases.json');
const tokenizer = new TextTokenizer(readJson('tiny-model/tokenizer.json'));

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(FIXTURES, path), 'utf8')) as T;
}

/** UTF-16 offset of each code point of the text, and of its end. */
function utf16Offsets(text: string): number[] {
  const offsets = [0];
  for (const character of text) offsets.push((offsets.at(-1) ?? 0) + character.length);
  return offsets;
}

describe(TextTokenizer.name, () => {
  it.each(cases)('encodes $text after $context in $maxTokens tokens as training does', (example) => {
    const encoded = encodeMessage(tokenizer, example.text, example.context, {
      maxTokens: example.maxTokens,
      tokens: { bos: 0, eos: 2 },
    });
    const texts = [utf16Offsets(example.context), utf16Offsets(example.text)];
    const expected = example.ids.map((id, i) => {
      const segment = example.segment[i] ?? -1;
      const offsets = texts[segment];
      const [start, end] = example.offsets[i] ?? [0, 0];
      return {
        id,
        segment: ['context', 'message'][segment] ?? 'special',
        start: offsets?.[start] ?? 0,
        end: offsets?.[end] ?? 0,
      };
    });
    expect(encoded).toEqual(expected);
  });

  it('reads special tokens that somebody typed as plain text', () => {
    const ids = tokenizer.tokenize('</s><s><pad>').map((token) => token.id);
    expect(ids).not.toContain(tokenizer.idOf('</s>'));
    expect(ids.length).toBeGreaterThan(3);
  });

  it('covers a text with lone surrogates without gaps', () => {
    const text = 'a\ud800b \udc00\ud83d';
    const tokens = tokenizer.tokenize(text);
    expect(tokens[0]?.start).toBe(0);
    expect(tokens.at(-1)?.end).toBe(text.length);
    tokens.slice(1).forEach((token, i) => expect(token.start).toBeLessThanOrEqual(tokens[i]?.end ?? 0));
  });
});
