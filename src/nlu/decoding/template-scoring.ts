import type { TemplatePooling } from '../model/manifest';
import { meanVector } from './mean-vector';
import { softmax } from './probability';
import { pool } from './rank-templates';
import { vectorsToMeet } from './vectors-to-meet';

/** How a message's vector chooses among templates, outside a forward pass: for what staff want to know beforehand. */
export class TemplateScoring {
  constructor(
    private readonly pooling: TemplatePooling,
    private readonly temperature: number,
  ) {}

  /** As few vectors as give the same similarities: the mean of dot products is the dot product with the mean. */
  condense(vectors: Float32Array[]): Float32Array[] {
    if (vectors.length === 0) return vectors;
    if (this.pooling.kind === 'mean') return [meanVector(vectors)];
    return vectorsToMeet(vectors, this.pooling);
  }

  /** The similarity of a message to the template that has these vectors, at least one. */
  similarity(message: Float32Array, vectors: Float32Array[]): number {
    const [only] = vectors;
    // What `condense` leaves is asked of every message: nothing is left to pool.
    if (only && vectors.length === 1) return dot(message, only);
    const similarities = vectorsToMeet(vectors, this.pooling).map((vector) => dot(message, vector));
    return pool(similarities, 0, similarities.length, this.pooling);
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
