import type { TemplatePooling } from '../model/manifest';
import type { Intent, RankedTemplate } from '../nlu.types';
import { mean, softmax } from './probability';

/** Whose vectors stand in the catalogue, in the order of the vectors. */
export interface VectorOwner {
  templateId: string;
  /** How many vectors in a row are its own; at least one. */
  count: number;
  /** null: any. */
  intent: Intent | null;
}

/** One message's similarity to each template, of those to every vector; in the order of `owners`. */
export function poolByTemplate(
  similarities: ArrayLike<number>,
  owners: VectorOwner[],
  pooling: TemplatePooling,
): number[] {
  let next = 0;
  return owners.map(({ count }) => {
    const own = Array.from({ length: count }, (_, i) => similarities[next + i] ?? 0);
    next += count;
    return pool(own, pooling);
  });
}

/** Templates with their calibrated scores, best first, by the similarities of `poolByTemplate`. */
export function rankTemplates(
  pooled: number[],
  owners: VectorOwner[],
  temperature: number,
): RankedTemplate[] {
  const scores = softmax(pooled, temperature);
  return owners
    .map(({ templateId }, i) => ({ id: templateId, score: scores[i] ?? 0, similarity: pooled[i] ?? 0 }))
    .sort((a, b) => b.similarity - a.similarity);
}

function pool(similarities: number[], { kind, beta = 1 }: TemplatePooling): number {
  if (kind === 'mean') return mean(similarities);
  const highest = Math.max(...similarities);
  if (kind === 'max') return highest;
  return highest + Math.log(mean(similarities.map((value) => Math.exp(beta * (value - highest))))) / beta;
}
