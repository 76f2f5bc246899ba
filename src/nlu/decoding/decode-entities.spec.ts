import { describe, expect, it } from '@jest/globals';
import type { EntityTag } from '../model/manifest';
import { decodeEntities, type TaggedToken } from './decode-entities';

const TAGS: EntityTag[] = ['O', 'B-ORDER_NUMBER', 'I-ORDER_NUMBER', 'B-PRODUCT_ID', 'I-PRODUCT_ID'];

/** Tokens written as `text/tag` with the tag's share of the probability, in the order of the text. */
function tagged(text: string, tokens: [string, EntityTag, number?][]): TaggedToken[] {
  let from = 0;
  return tokens.map(([part, tag, probability = 0.96]) => {
    const start = text.indexOf(part, from);
    from = start + part.length;
    const rest = (1 - probability) / 4;
    return { start, end: from, logits: TAGS.map((t) => Math.log(t === tag ? probability : rest)) };
  });
}

const decode = (text: string, tokens: [string, EntityTag, number?][]): string[] =>
  decodeEntities(text, tagged(text, tokens), TAGS, 1).map((entity) => `${entity.type} ${entity.text}`);

describe(decodeEntities.name, () => {
  it('decides on whole words, by all their tokens', () => {
    expect(
      decode('for W1001, ok', [
        ['for', 'O'],
        [' W', 'O', 0.6],
        ['10', 'B-ORDER_NUMBER'],
        ['01', 'I-ORDER_NUMBER'],
        [',', 'O'],
        [' ok', 'O'],
      ]),
    ).toEqual(['ORDER_NUMBER W1001']);
  });

  it('joins words of one type whose later one goes on', () => {
    const text = 'it is 5512  0098 now';
    const lead: [string, EntityTag][] = [
      ['it', 'O'],
      [' is', 'O'],
      [' 5512', 'B-ORDER_NUMBER'],
      [' ', 'O'],
    ];
    expect(decode(text, [...lead, [' 0098', 'I-ORDER_NUMBER'], [' now', 'O']])).toEqual([
      'ORDER_NUMBER 5512  0098',
    ]);
    expect(decode(text, [...lead, [' 0098', 'B-ORDER_NUMBER'], [' now', 'O']])).toEqual([
      'ORDER_NUMBER 5512',
      'ORDER_NUMBER 0098',
    ]);
    expect(decode(text, [...lead, [' 0098', 'I-PRODUCT_ID'], [' now', 'O']])).toEqual([
      'ORDER_NUMBER 5512',
      'PRODUCT_ID 0098',
    ]);
  });

  it('does not join over anything but white space', () => {
    expect(
      decode('5512, 0098', [
        ['5512', 'B-ORDER_NUMBER'],
        [',', 'I-ORDER_NUMBER'],
        [' 0098', 'I-ORDER_NUMBER'],
      ]),
    ).toEqual(['ORDER_NUMBER 5512', 'ORDER_NUMBER 0098']);
    expect(
      decode('5512 or 0098', [
        ['5512', 'B-ORDER_NUMBER'],
        [' or', 'O'],
        [' 0098', 'I-ORDER_NUMBER'],
      ]),
    ).toHaveLength(2);
  });

  it('gives offsets, the span as typed, its value and its confidence', () => {
    const text = 'eu 5520 0381.';
    const tokens = tagged(text, [
      ['eu', 'B-ORDER_NUMBER', 0.9],
      [' 5520', 'I-ORDER_NUMBER', 0.8],
      [' 0381', 'I-ORDER_NUMBER'],
      ['.', 'O'],
    ]);
    const [entity] = decodeEntities(text, tokens, TAGS, 1);
    expect(entity).toMatchObject({ start: 0, end: 12, text: 'eu 5520 0381', value: 'EU55200381' });
    expect(entity?.confidence).toBeCloseTo(Math.cbrt(0.925 * 0.85 * 0.97));
  });

  it('lets O win a tie, so logits that say nothing find nothing', () => {
    const text = 'order 5512';
    const zeros = [
      { start: 0, end: 5 },
      { start: 5, end: 10 },
    ].map((range) => ({ ...range, logits: [0, 0, 0, 0, 0] }));
    expect(decodeEntities(text, zeros, TAGS, 1)).toEqual([]);
  });

  it('adds up the evidence for a type only in the confidence', () => {
    const logits = [0.4, 0.35, 0.23, 0.01, 0.01].map(Math.log);
    expect(decodeEntities('5512', [{ start: 0, end: 4, logits }], TAGS, 1)).toEqual([]);
  });

  it('skips words without tokens, of the middle of a message too long to read', () => {
    const text = '5512 lost words 0098';
    expect(
      decode(text, [
        ['5512', 'B-ORDER_NUMBER'],
        [' 0098', 'I-ORDER_NUMBER'],
      ]),
    ).toEqual(['ORDER_NUMBER 5512', 'ORDER_NUMBER 0098']);
  });

  it('follows the order of the tags in the manifest', () => {
    const tags: EntityTag[] = ['I-PRODUCT_ID', 'B-PRODUCT_ID', 'I-ORDER_NUMBER', 'B-ORDER_NUMBER', 'O'];
    const [entity] = decodeEntities('X1', [{ start: 0, end: 2, logits: [0, 5, 0, 0, 0] }], tags, 1);
    expect(entity?.type).toBe('PRODUCT_ID');
  });
});
