import { describe, expect, it } from '@jest/globals';
import { Distinct, jaccard } from './alike';
import { doubtOf, isCorrection, signsOf } from './doubt';
import type { RecordedTurn } from './recorded-turns';

interface Said extends Partial<Omit<RecordedTurn, 'understanding'>> {
  intent?: number;
  scope?: number;
  inScope?: boolean;
  scores?: [number, number];
}

function turn({ intent = 1, scope = 1, inScope = true, scores = [0.9, 0.05], ...rest }: Said): RecordedTurn {
  return {
    conversationId: 'c',
    text: 'where is it',
    understanding: {
      intent: { label: 'inquiry', confidence: intent, scores: { inquiry: intent, return: 0, complaint: 0 } },
      inScope,
      scopeConfidence: scope,
      entities: [],
      templates: scores.map((score, i) => ({ id: `t${i}`, score, similarity: score })),
      thresholds: { scope: 0.8, lowScore: 0.3, nearTie: 0.1 },
    },
    context: null,
    asked: null,
    answer: null,
    thumbs: null,
    ...rest,
  };
}

describe(doubtOf.name, () => {
  it.each<[string, Said, number, string[]]>([
    ['nothing where all is sure', {}, 0.9, []],
    ['an intent', { intent: 0.5 }, 0.5, ['intent_unsure']],
    ['a template', { scores: [0.4, 0.1] }, 0.4, ['template_unsure']],
    ['two templates', { scores: [0.65, 0.6] }, 0.65, ['near_tie']],
    ['the scope just above its threshold', { scope: 0.82 }, 0.55, ['scope_unsure']],
    ['the scope just below it', { scope: 0.72, inScope: false }, 0.55, ['scope_unsure']],
    [
      'nothing else out of scope',
      { scope: 0.01, inScope: false, intent: 0.4, scores: [0.2, 0.2] },
      0.994,
      [],
    ],
  ])('doubts %s', (_, said, certainty, reasons) => {
    const doubt = doubtOf(turn(said), 0.6);
    expect(doubt.reasons).toEqual(reasons);
    expect(doubt.certainty).toBeCloseTo(certainty, 3);
  });
});

describe(signsOf.name, () => {
  const templates = new Map([['person', { kind: 'answer', handsOff: true }]]);
  const reasonsOf = (turns: Said[]): string[][] => [...signsOf(turns.map(turn), templates).values()];

  it('knows a thumb down', () => {
    expect(reasonsOf([{ thumbs: 'up' }, { thumbs: 'down' }])).toEqual([[], ['thumbs_down']]);
  });

  it('knows the message before a correction', () => {
    expect(reasonsOf([{}, { text: 'no, I meant the other kettle' }, {}])).toEqual([['corrected'], [], []]);
  });

  it('knows two messages that nobody understood before a person took over, and no others', () => {
    const ending = { answer: 'person' };
    const offered = { answer: 'offer_person' };
    expect(reasonsOf([{ answer: 'fallback' }, offered, ending])).toEqual([
      ['handed_off'],
      ['handed_off'],
      [],
    ]);
    expect(reasonsOf([{ answer: 'ask_email' }, offered, ending]).flat()).toEqual([]);
    expect(reasonsOf([{ answer: 'fallback' }, offered, { answer: 'person_declined' }]).flat()).toEqual([]);
  });
});

describe(isCorrection.name, () => {
  it.each([
    'No, I meant the red one',
    "that's not what I asked",
    'nope. not what i want',
    'I didn’t ask for that',
    'no, i mean the red one',
  ])('is %j', (text) => expect(isCorrection(text)).toBe(true));
  it.each(['no', 'no, W1002', 'I mean it is a nice shop', 'nothing came', 'I want a refund'])(
    'is not %j',
    (text) => expect(isCorrection(text)).toBe(false),
  );
});

describe(Distinct.name, () => {
  it('takes no two alike, whichever numbers they have', () => {
    const distinct = new Distinct();
    const texts = ['where is my order W1001', 'Where is my order W2002?', 'where is my refund', '...', '??'];
    expect(texts.map((text) => distinct.add(text))).toEqual([true, false, true, true, false]);
  });

  it('goes by the share of words in both', () => {
    expect(jaccard(new Set(['a', 'b', 'c']), new Set(['b', 'c', 'd']))).toBe(0.5);
  });
});
