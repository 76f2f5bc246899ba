import type { TemplatePooling } from '../model/manifest';
import type { Intent, RankedTemplate } from '../nlu.types';
import { softmax } from './probability';

/** Whose vectors stand in the catalogue, in the order of the vectors. */
export interface VectorOwner {
  templateId: string;
  /** How many vectors in a row are its own; at least one. */
  count: number;
  /** null: any. */
  intent: Intent | null;
  /** Ranked however far down it is. */
  isAlwaysRanked?: boolean;
}

/** One message's similarity to each template, of those to every vector; in the order of `owners`. */
export function poolByTemplate(
  similarities: ArrayLike<number>,
  owners: VectorOwner[],
  pooling: TemplatePooling,
): Float64Array {
  // Plain loops, here and below: a message may meet thousands of vectors.
  const pooled = new Float64Array(owners.length);
  let next = 0;
  for (const [i, { count }] of owners.entries()) {
    pooled[i] = pool(similarities, next, next + count, pooling);
    next += count;
  }
  return pooled;
}

/**
 * The `most` nearest templates with their calibrated scores, best first, by the similarities of `poolByTemplate`; after
 * them those of the others that are always ranked. Scores are of the whole catalogue.
 */
export function rankTemplates(
  pooled: ArrayLike<number>,
  owners: VectorOwner[],
  temperature: number,
  most = owners.length,
): RankedTemplate[] {
  const scores = softmax(pooled, temperature);
  const nearest = nearestOf(pooled, most);
  if (nearest.length < owners.length) {
    const further = owners.flatMap(({ isAlwaysRanked }, i) =>
      isAlwaysRanked && !nearest.includes(i) ? [i] : [],
    );
    nearest.push(...further.sort((a, b) => (pooled[b] ?? 0) - (pooled[a] ?? 0)));
  }
  return nearest.map((i) => ({
    id: owners[i]?.templateId ?? '',
    score: scores[i] ?? 0,
    similarity: pooled[i] ?? 0,
  }));
}

/** Places of the largest values, the largest first. */
function nearestOf(values: ArrayLike<number>, most: number): number[] {
  if (most >= values.length) {
    return Array.from(values, (_, i) => i).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  }
  const places: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (places.length === most && value <= (values[places[most - 1] ?? 0] ?? 0)) continue;
    if (places.length === most) places.pop();
    let at = places.length;
    while (at > 0 && (values[places[at - 1] ?? 0] ?? 0) < value) at -= 1;
    places.splice(at, 0, i);
  }
  return places;
}

/** The similarity to a template of those to its vectors, which stand from `from` to before `to`. */
export function pool(
  values: ArrayLike<number>,
  from: number,
  to: number,
  { kind, beta = 1 }: TemplatePooling,
): number {
  let highest = -Infinity;
  let sum = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i] ?? 0;
    highest = Math.max(highest, value);
    sum += value;
  }
  if (kind === 'mean' || kind === 'centroid') return sum / (to - from);
  if (kind === 'max') return highest;
  let powers = 0;
  for (let i = from; i < to; i += 1) powers += Math.exp(beta * ((values[i] ?? 0) - highest));
  return highest + Math.log(powers / (to - from)) / beta;
}
