import type { VectorsToMeet } from './decoding/vectors-to-meet';
import type { CatalogueVectors } from './inference/protocol.types';
import type { TemplateTexts } from './nlu.types';

/** A catalogue as the model scores it, of the vectors of its texts in their order. */
export function toCatalogueVectors(
  version: number,
  templates: TemplateTexts[],
  vectors: Float32Array[],
  met: VectorsToMeet,
): CatalogueVectors {
  const rows: Float32Array[] = [];
  let next = 0;
  const owners = templates
    // A template without texts has no vector, so there is nothing to choose it by.
    .filter(({ texts }) => texts.length > 0)
    .map(({ id, intent, texts, isAlwaysRanked }) => {
      const own = met.of(vectors.slice(next, (next += texts.length)));
      rows.push(...own);
      return { templateId: id, count: own.length, intent, isAlwaysRanked };
    });
  const dim = vectors[0]?.length ?? 0;
  const matrix = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => matrix.set(row, i * dim));
  return { version, owners, vectors: matrix };
}

/** The texts of all templates, in order. */
export function textsOf(templates: TemplateTexts[]): string[] {
  return templates.flatMap(({ texts }) => texts);
}
