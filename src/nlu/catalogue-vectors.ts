import { lengthOf, meanVector } from './decoding/mean-vector';
import type { CatalogueVectors } from './inference/protocol.types';
import type { TemplateTexts } from './nlu.types';

/**
 * A catalogue as the model scores it, of the vectors of its texts in their order. Each text keeps its vector, even where
 * a template's score is their mean: whether a message is in scope, the model tells by the nearest single one as well.
 */
export function toCatalogueVectors(
  version: number,
  templates: TemplateTexts[],
  vectors: Float32Array[],
): CatalogueVectors {
  const dim = vectors[0]?.length ?? 0;
  const matrix = new Float32Array(vectors.length * dim);
  vectors.forEach((vector, i) => matrix.set(vector, i * dim));
  let next = 0;
  const owners = templates
    // A template without texts has no vector, so there is nothing to choose it by.
    .filter(({ texts }) => texts.length > 0)
    .map(({ id, intent, texts: { length: count }, isAlwaysRanked }) => {
      const own = vectors.slice(next, (next += count));
      return { templateId: id, count, meanLength: lengthOf(meanVector(own)), intent, isAlwaysRanked };
    });
  return { version, owners, vectors: matrix };
}

/** The texts of all templates, in order. */
export function textsOf(templates: TemplateTexts[]): string[] {
  return templates.flatMap(({ texts }) => texts);
}
