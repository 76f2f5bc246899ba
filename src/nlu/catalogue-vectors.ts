import type { CatalogueVectors } from './inference/protocol.types';
import type { TemplateTexts } from './nlu.types';

/** A catalogue as the model scores it, of the vectors of its texts. */
export async function toCatalogueVectors(
  version: number,
  templates: TemplateTexts[],
  vectorsOf: (texts: string[]) => Promise<Float32Array[]>,
): Promise<CatalogueVectors> {
  // A template without texts has no vector, so there is nothing to choose it by.
  const scored = templates.filter(({ texts }) => texts.length > 0);
  const texts = scored.flatMap((template) => template.texts);
  const vectors = await vectorsOf(texts);
  const dim = vectors[0]?.length ?? 0;
  const matrix = new Float32Array(texts.length * dim);
  vectors.forEach((vector, i) => matrix.set(vector, i * dim));
  return {
    version,
    owners: scored.map(({ id, intent, texts: { length } }) => ({ templateId: id, count: length, intent })),
    vectors: matrix,
  };
}
