import { describe, expect, it } from '@jest/globals';
import { VectorsToMeet, vectorsToMeet } from './vectors-to-meet';

const A = Float32Array.of(1, 0);
const B = Float32Array.of(0, 1);
const C = Float32Array.of(0.6, 0.8);

describe(VectorsToMeet.name, () => {
  it('gives what a template with other texts has, also where the first of them is the same', () => {
    const met = new VectorsToMeet({ kind: 'centroid' });
    for (const own of [[A, B], [A, C], [A], [A, B, C], [A, B], [B, A]])
      expect(met.of(own)).toEqual(vectorsToMeet(own, { kind: 'centroid' }));
  });

  it('makes the centroid of the same vectors once', () => {
    const met = new VectorsToMeet({ kind: 'centroid' });
    expect(met.of([A, B])[0]).toBe(met.of([A, B])[0]);
  });
});
