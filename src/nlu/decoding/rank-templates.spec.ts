import { describe, expect, it } from '@jest/globals';
import { poolByTemplate, rankTemplates } from './rank-templates';

const OWNERS = [
  { templateId: 'a', count: 2, intent: null },
  { templateId: 'b', count: 1, intent: null },
  { templateId: 'c', count: 3, intent: null },
];
const SIMILARITIES = [0.9, 0.1, 0.6, 0.7, 0.3, 0.2];

const pooled = (kind: 'mean' | 'max' | 'logmeanexp', beta?: number): Record<string, number> => {
  const similarities = poolByTemplate(SIMILARITIES, OWNERS, { kind, beta });
  return Object.fromEntries(OWNERS.map(({ templateId }, i) => [templateId, similarities[i] ?? NaN] as const));
};

describe(rankTemplates.name, () => {
  it('pools the scores of a template over its own vectors', () => {
    expect(pooled('mean')).toEqual({ a: 0.5, b: 0.6, c: expect.closeTo(0.4) });
    expect(pooled('max')).toEqual({ a: 0.9, b: 0.6, c: 0.7 });
    const { a } = pooled('logmeanexp', 10);
    expect(a).toBeCloseTo(Math.log((Math.exp(9) + Math.exp(1)) / 2) / 10);
  });

  it('pools large scores without overflow', () => {
    const [owner] = OWNERS.slice(0, 1);
    expect(poolByTemplate([900, 100], [owner!], { kind: 'logmeanexp', beta: 10 })[0]).toBeCloseTo(900, 0);
  });

  it('ranks best first, with a softmax at the temperature', () => {
    const ranked = rankTemplates([0.9, 0.6, 0.7], OWNERS, 0.1);
    expect(ranked.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(ranked[0]?.score).toBeCloseTo(1 / (1 + Math.exp(-2) + Math.exp(-3)));
  });

  it('ranks as many as are asked for, and those that always are, by scores of the whole catalogue', () => {
    const owners = Array.from({ length: 200 }, (_, i) => ({
      templateId: `t${i}`,
      count: 1,
      intent: null,
      isAlwaysRanked: i % 50 === 0,
    }));
    // Every place of a table of 200 once, with a tie of two.
    const similarities = owners.map((_, i) => (i === 7 ? 40 : (i * 77) % 200) / 200);
    const all = rankTemplates(similarities, owners, 0.1);
    const best = rankTemplates(similarities, owners, 0.1, 20);
    const always = all.slice(20).filter(({ id }) => ['t0', 't50', 't100', 't150'].includes(id));
    expect(always.length).toBeGreaterThan(0);
    expect(best).toEqual([...all.slice(0, 20), ...always]);
  });

  it('ranks nothing when there is nothing', () => {
    expect(rankTemplates([], [], 0.1)).toEqual([]);
  });
});
