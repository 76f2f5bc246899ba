import type { TextTokenizer, Token } from './tokenizer';

export interface EncodedToken extends Token {
  /** Which text the offsets are of; `special` tokens have none. */
  segment: 'context' | 'message' | 'special';
}

export interface EncodingRules {
  maxTokens: number;
  maxContextTokens?: number;
  tokens: { bos: number; eos: number };
}

/** More text than this cannot matter; tokenizing 100 kB to throw most away would take 0.1 s. */
const CHARACTERS_PER_TOKEN = 16;

/**
 * The model's input for a message, as a pair after the last bot prompt when there is one:
 * `<s> message </s>`, or `<s> context </s></s> message </s>`. Too long an input loses the context from its
 * front first, then the middle of the message. Of a context of more than `maxContextTokens` the middle is left out in
 * any case. Training encodes by the same rules (`bpe.py`).
 */
export function encodeMessage(
  tokenizer: TextTokenizer,
  text: string,
  context: string,
  { maxTokens, maxContextTokens = Infinity, tokens: { bos, eos } }: EncodingRules,
): EncodedToken[] {
  const message = keepEnds(tokenizeEnds(tokenizer, text, maxTokens), maxTokens - 2);
  const room = maxTokens - 4 - message.length;
  const said = keepEnds(tokenizeEnds(tokenizer, context, maxTokens), maxContextTokens);
  const lead = room > 0 ? said.slice(-room) : [];
  return [
    special(bos),
    ...lead.map((token) => ({ ...token, segment: 'context' as const })),
    ...(lead.length > 0 ? [special(eos), special(eos)] : []),
    ...message.map((token) => ({ ...token, segment: 'message' as const })),
    special(eos),
  ];
}

function special(id: number): EncodedToken {
  return { id, start: 0, end: 0, segment: 'special' };
}

/** The first half of the items and the last, when they do not all fit. */
function keepEnds<T>(items: T[], room: number): T[] {
  if (items.length <= room) return items;
  const head = Math.ceil(room / 2);
  return [...items.slice(0, head), ...items.slice(items.length - (room - head))];
}

/** The tokens of the text, or of its head and its tail where it is too long to read. */
function tokenizeEnds(tokenizer: TextTokenizer, text: string, maxTokens: number): Token[] {
  const cut = cutMiddle(text, maxTokens * CHARACTERS_PER_TOKEN);
  if (!cut) return tokenizer.tokenize(text);
  const tail = tokenizer.tokenize(text.slice(cut.tailStart));
  return [
    ...tokenizer.tokenize(text.slice(0, cut.headEnd)),
    ...tail.map(({ id, start, end }) => ({ id, start: start + cut.tailStart, end: end + cut.tailStart })),
  ];
}

/** Where to cut a text of more than so many code points; undefined when it fits. */
function cutMiddle(text: string, limit: number): { headEnd: number; tailStart: number } | undefined {
  if (text.length <= limit) return undefined;
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) starts.push(at);
  if (starts.length <= limit) return undefined;
  const half = Math.floor(limit / 2);
  return { headEnd: starts[half] ?? 0, tailStart: starts[starts.length - half] ?? text.length };
}
