import type { TemplatePooling } from '../model/manifest';
import { lengthOf, meanVector } from './mean-vector';
import { softmax } from './probability';
import { pool } from './rank-templates';

/** How a message's vector chooses among templates, outside a forward pass: for what staff want to know beforehand. */
export class TemplateScoring {
  constructor(
    private readonly pooling: TemplatePooling,
    private readonly temperature: number,
  ) {}

  /** As few vectors as give the same similarities: the mean of dot products is the dot product with the mean. */
  condense(vectors: Float32Array[]): Float32Array[] {
    const { kind } = this.pooling;
    if (vectors.length === 0 || (kind !== 'mean' && kind !== 'centroid')) return vectors;
    const mean = meanVector(vectors);
    if (kind === 'mean') return [mean];
    const length = lengthOf(mean);
    return [mean.map((value) => value / length)];
  }

  /** The similarity of a message to the template that has these vectors, at least one. */
  similarity(message: Float32Array, vectors: Float32Array[]): number {
    const [only] = vectors;
    // What `condense` leaves is asked of every message: nothing is left to pool.
    if (only && vectors.length === 1) return dot(message, only);
    const similarities = vectors.map((vector) => dot(message, vector));
    const meanLength = this.pooling.kind === 'centroid' ? lengthOf(meanVector(vectors)) : 1;
    return pool(similarities, 0, similarities.length, this.pooling, meanLength);
  }

  /** The calibrated scores that go with the similarities to all templates. */
  scores(similarities: ArrayLike<number>): number[] {
    return softmax(similarities, this.temperature);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
