import type { EntityTag } from '../model/manifest';
import type { Entity, EntityType } from '../nlu.types';
import { isWhiteSpace, splitWords, type TextRange } from '../text/words';
import { logSoftmax, mean } from './probability';

/** What the model says of one token of the message: the logits of its tags, and the characters it covers. */
export interface TaggedToken extends TextRange {
  logits: ArrayLike<number>;
}

interface TagLogits {
  outside: number;
  types: { type: EntityType; begin: number; inside: number }[];
}

/** Log-probabilities of one token. */
type LogProbabilities = number[];

interface Word extends TextRange {
  type: EntityType | undefined;
  tokens: LogProbabilities[];
}

interface Span extends TextRange {
  type: EntityType;
  tokens: LogProbabilities[];
}

/**
 * The entities of a message, decided on whole words (`splitWords`).
 *
 * - A token belongs to the first word with which it shares a character.
 * - A word's score for O is the mean over its tokens of log P(O); for a type, the mean of log max(P(B), P(I)).
 *   The highest score wins, O at a tie. (The maximum, not the sum: by the sum, logits that say nothing would
 *   make every word an entity, as a type has two tags and O has one.)
 * - A word continues the span of the word before it when both have one type, only white space lies between,
 *   and its first token has P(I) > P(B).
 * - Confidence is exp of the mean over the span's tokens of log(P(B) + P(I)).
 */
export function decodeEntities(
  text: string,
  tokens: TaggedToken[],
  tags: EntityTag[],
  temperature: number,
): Entity[] {
  const layout = readTags(tags);
  const spans: Span[] = [];
  for (const word of typedWords(text, tokens, layout, temperature)) {
    const before = spans.at(-1);
    if (word.type === undefined) continue;
    if (before && continues(text, before, word, layout)) {
      before.end = word.end;
      before.tokens.push(...word.tokens);
    } else {
      spans.push({ start: word.start, end: word.end, type: word.type, tokens: word.tokens });
    }
  }
  return spans.map((span) => toEntity(text, span, layout));
}

function readTags(tags: EntityTag[]): TagLogits {
  const types = [...new Set(tags.filter((tag) => tag !== 'O').map((tag) => tag.slice(2) as EntityType))];
  return {
    outside: tags.indexOf('O'),
    types: types.map((type) => ({
      type,
      begin: tags.indexOf(`B-${type}`),
      inside: tags.indexOf(`I-${type}`),
    })),
  };
}

/** Words and tokens both stand in the order of the text, so one pass pairs them. */
function* typedWords(
  text: string,
  tokens: TaggedToken[],
  layout: TagLogits,
  temperature: number,
): Generator<Word> {
  let first = 0;
  for (const range of splitWords(text)) {
    while ((tokens[first]?.end ?? Infinity) <= range.start) first += 1;
    const own: LogProbabilities[] = [];
    for (; (tokens[first]?.start ?? Infinity) < range.end; first += 1) {
      own.push(logSoftmax(tokens[first]?.logits ?? [], temperature));
    }
    // Words of the middle of a message too long to read have no tokens, and are not decided.
    if (own.length > 0) yield { ...range, type: wordType(own, layout), tokens: own };
  }
}

function wordType(tokens: LogProbabilities[], { outside, types }: TagLogits): EntityType | undefined {
  let best: { type?: EntityType; score: number } = { score: mean(tokens.map((token) => at(token, outside))) };
  for (const { type, begin, inside } of types) {
    const score = mean(tokens.map((token) => Math.max(at(token, begin), at(token, inside))));
    if (score > best.score) best = { type, score };
  }
  return best.type;
}

function continues(text: string, before: Span, word: Word, { types }: TagLogits): boolean {
  const tags = types.find(({ type }) => type === word.type);
  const [firstToken] = word.tokens;
  if (!tags || !firstToken || before.type !== word.type) return false;
  return (
    at(firstToken, tags.inside) > at(firstToken, tags.begin) &&
    isWhiteSpace(text.slice(before.end, word.start))
  );
}

function toEntity(text: string, { start, end, type, tokens }: Span, { types }: TagLogits): Entity {
  const tags = types.find((candidate) => candidate.type === type);
  const ofType = (token: LogProbabilities): number =>
    tags ? Math.log(Math.exp(at(token, tags.begin)) + Math.exp(at(token, tags.inside))) : -Infinity;
  const typed = text.slice(start, end);
  return {
    type,
    start,
    end,
    text: typed,
    value: typed.replace(/\s+/gu, '').toUpperCase(),
    confidence: Math.min(1, Math.exp(mean(tokens.map(ofType)))),
  };
}

function at(logProbabilities: LogProbabilities, tag: number): number {
  return logProbabilities[tag] ?? -Infinity;
}
