import { describe, expect, it } from '@jest/globals';
import { toCatalogueVectors } from '../catalogue-vectors';
import type { TemplatePooling } from '../model/manifest';
import { poolByTemplate } from './rank-templates';
import { TemplateScoring } from './template-scoring';
import { VectorsToMeet } from './vectors-to-meet';

const KINDS: TemplatePooling[] = [
  { kind: 'mean' },
  { kind: 'centroid' },
  { kind: 'max' },
  { kind: 'logmeanexp', beta: 6 },
];
const MESSAGE = Float32Array.of(0.6, 0.8);
/** Of two directions, so that their mean is short. */
const VECTORS = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.8, 0.6)];

describe(TemplateScoring.name, () => {
  it.each(KINDS)('scores by $kind as a forward pass does, with all vectors and with few', (pooling) => {
    const scoring = new TemplateScoring(pooling, 1);
    const texts = VECTORS.map((_, i) => `text ${i}`);
    const { owners, vectors } = toCatalogueVectors(
      1,
      [{ id: 'a', intent: null, texts }],
      VECTORS,
      new VectorsToMeet(pooling),
    );
    const similarities = Array.from(
      { length: vectors.length / 2 },
      (_, i) => 0.6 * (vectors[2 * i] ?? 0) + 0.8 * (vectors[2 * i + 1] ?? 0),
    );
    const [inPass = NaN] = poolByTemplate(similarities, owners, pooling);
    expect(scoring.similarity(MESSAGE, VECTORS)).toBeCloseTo(inPass);
    expect(scoring.similarity(MESSAGE, scoring.condense(VECTORS))).toBeCloseTo(inPass);
  });

  it('lets a message meet one vector of a template by centroid, and one of each text otherwise', () => {
    const texts = VECTORS.map((_, i) => `text ${i}`);
    const counts = KINDS.map((pooling) => {
      const met = new VectorsToMeet(pooling);
      const { owners } = toCatalogueVectors(1, [{ id: 'a', intent: null, texts }], VECTORS, met);
      return [pooling.kind, owners.map(({ count }) => count)];
    });
    expect(Object.fromEntries(counts)).toEqual({ mean: [3], centroid: [1], max: [3], logmeanexp: [3] });
  });

  it('scores by centroid alike whether texts are of one subject or of many', () => {
    const scoring = new TemplateScoring({ kind: 'centroid' }, 1);
    expect(scoring.similarity(Float32Array.of(1, 0), [Float32Array.of(1, 0)])).toBeCloseTo(1);
    const half = Math.SQRT1_2;
    expect(scoring.similarity(Float32Array.of(half, half), VECTORS.slice(0, 2))).toBeCloseTo(1);
  });
});
