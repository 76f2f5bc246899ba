import { describe, expect, it } from '@jest/globals';
import { pair, type Answered } from './answered';
import { compare, comparisonTable, refusals } from './compare';
import { scoresFor } from './evaluate';
import { score, type Difference } from './score';

/** A message in scope, understood rightly or not, with so much confidence. */
function answered(isRight: boolean, confidence = 1): Answered {
  const label = isRight ? 'inquiry' : 'complaint';
  return pair(
    { text: 'where is it', intent: 'inquiry', in_scope: true, template: 'order_status', entities: [] },
    {
      intent: { label, confidence, scores: { inquiry: 0, return: 0, complaint: 0 } },
      inScope: true,
      scopeConfidence: 1,
      entities: [],
      templates: [{ id: isRight ? 'order_status' : 'thanks', score: confidence, similarity: confidence }],
      model: { name: 'made-up', version: '1' },
      thresholds: { scope: 0.5, lowScore: 0.4, nearTie: 0.1 },
      catalogueVersion: 1,
    },
    () => true,
  );
}

/** 400 answers of which this many, the first ones, are wrong. */
const with400 = (wrong: number): Answered[] => Array.from({ length: 400 }, (_, i) => answered(i >= wrong));

const accuracy = score('accuracy', {
  isAbout: () => true,
  of: ({ gold, got }) => gold.intent === got.intent.label,
  measure: (some) => some.filter(Boolean).length / some.length,
});

function difference(name: string, isError: boolean, before: number, after: number): Difference {
  const value = after - before;
  return { name, isError, before, after, change: { value, low: value - 0.01, high: value + 0.01 } };
}

describe('the difference of two models', () => {
  it('is paired: what both get wrong is no difference, and leaves no doubt', () => {
    const { before, after, change } = accuracy.difference(with400(40), with400(40));
    expect([before, after]).toEqual([0.9, 0.9]);
    expect(change).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('has an interval of 95 % around it, the same each time', () => {
    // 8 more are wrong of 400: a share of 0.02 with a standard error of √(0.02 · 0.98 / 400) = 0.007.
    const { change } = accuracy.difference(with400(40), with400(48));
    expect(change.value).toBeCloseTo(-0.02);
    expect(change.low).toBeGreaterThan(-0.02 - 2.5 * 0.007);
    expect(change.low).toBeLessThan(-0.02 - 1.5 * 0.007);
    expect(change.high).toBeGreaterThan(-0.02 + 1.5 * 0.007);
    expect(change.high).toBeLessThan(0);
    expect(accuracy.difference(with400(40), with400(48)).change).toEqual(change);
  });

  it('is much surer than two intervals of each alone', () => {
    const { low, high } = accuracy.difference(with400(40), with400(48)).change;
    const alone = accuracy.figure(with400(48));
    expect(high - low).toBeLessThan((alone.high - alone.low) / 2);
  });
});

describe('taking a model in place of another', () => {
  it.each<[string, Difference, string[]]>([
    ['the same', difference('F1', false, 0.95, 0.95), []],
    ['better', difference('F1', false, 0.9, 0.99), []],
    ['half a point worse', difference('F1', false, 0.95, 0.945), []],
    ['more than that', difference('F1', false, 0.95, 0.944), ['F1 falls by 0.6 points, from 95.0 to 94.4']],
    ['fewer errors', difference('errors', true, 0.05, 0.01), []],
    ['half a point more errors', difference('errors', true, 0.05, 0.055), []],
    ['more errors', difference('errors', true, 0.05, 0.06), ['errors rises by 1.0 points, from 5.0 to 6.0']],
    ['nothing to tell by', difference('F1', false, NaN, NaN), []],
  ])('goes by each score: %s', (_, one, reasons) => {
    expect(refusals([difference('other', false, 0.5, 0.5), one])).toEqual(reasons);
  });

  it('names every score that is worse, of all those of the model card', () => {
    const differences = compare(with400(40), with400(48), scoresFor(new Set()));
    expect(differences.map(({ name }) => name)).toEqual([
      'intent accuracy',
      'intent macro recall',
      'scope AUROC',
      'out of scope caught at 5 % refused',
      'in scope refused at the threshold',
      'out of scope caught at the threshold',
      'template top-1',
      'template top-3',
      'ORDER_NUMBER F1',
      'PRODUCT_ID F1',
      'bare number told by what the bot asked',
      'contrast pairs, both right',
      'calibration error of intent',
      'calibration error of template',
    ]);
    expect(refusals(differences).map((reason) => reason.split(/ (?:falls|rises) /)[0])).toEqual([
      'intent accuracy',
      'intent macro recall',
      'template top-1',
      'template top-3',
      'calibration error of intent',
      'calibration error of template',
    ]);
  });

  it('is shown as a table, with a dash where the test says nothing', () => {
    const [head, ...lines] = comparisonTable([
      difference('F1', false, 0.95, 0.975),
      difference('errors', true, 0.05, 0.05),
      difference('none', false, NaN, NaN),
    ]).map((line) => line.trim().replaceAll(/ +/g, ' '));
    expect(head).toBe('before after change 95 % interval');
    expect(lines).toEqual([
      'F1 95.0 97.5 +2.5 +1.5 – +3.5',
      'errors 5.0 5.0 0.0 −1.0 – +1.0',
      'none – – – – – –',
    ]);
  });

  it('goes by how templates are found that training never saw, where the test has some', () => {
    const found = compare(with400(40), with400(48), scoresFor(new Set(['order_status'])));
    expect(found.slice(0, 2)).toMatchObject([
      { name: 'new templates top-1', before: 0.9, after: 0.88 },
      { name: 'new templates top-3', before: 0.9, after: 0.88 },
    ]);
  });
});
