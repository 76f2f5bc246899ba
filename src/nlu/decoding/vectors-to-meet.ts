import type { TemplatePooling } from '../model/manifest';
import { centroidOf } from './mean-vector';

/** The vectors that a message meets in the model, of those of a template's texts, at least one. */
export function vectorsToMeet(vectors: Float32Array[], { kind }: TemplatePooling): Float32Array[] {
  return kind === 'centroid' ? [centroidOf(vectors)] : vectors;
}

/** The same, made once for each template: a publication changes one of a thousand. */
export class VectorsToMeet {
  /** By the vector of a template's first text. */
  private readonly made = new WeakMap<Float32Array, { of: Float32Array[]; met: Float32Array[] }>();

  constructor(private readonly pooling: TemplatePooling) {}

  of(vectors: Float32Array[]): Float32Array[] {
    const [first] = vectors;
    const made = first && this.made.get(first);
    if (made?.of.length === vectors.length && made.of.every((vector, i) => vector === vectors[i]))
      return made.met;
    const met = vectorsToMeet(vectors, this.pooling);
    if (first) this.made.set(first, { of: vectors, met });
    return met;
  }
}
