import type { CatalogueVectors } from './inference/protocol.types';
import type { TemplateTexts } from './nlu.types';

/** Makes the vectors of a catalogue, reusing those of texts that the catalogue before had too. */
export class CatalogueVectorizer {
  private known = new Map<string, Float32Array>();

  constructor(private readonly embed: (text: string) => Promise<Float32Array>) {}

  async vectorize(version: number, templates: TemplateTexts[]): Promise<CatalogueVectors> {
    // A template without texts has no vector, so there is nothing to choose it by.
    const scored = templates.filter(({ texts }) => texts.length > 0);
    const texts = scored.flatMap((template) => template.texts);
    const vectors = await this.vectorsOf(texts);
    const dim = vectors[0]?.length ?? 0;
    const matrix = new Float32Array(texts.length * dim);
    vectors.forEach((vector, i) => matrix.set(vector, i * dim));
    return {
      version,
      owners: scored.map(({ id, intent, texts: { length } }) => ({ templateId: id, count: length, intent })),
      vectors: matrix,
    };
  }

  private async vectorsOf(texts: string[]): Promise<Float32Array[]> {
    const distinct = [...new Set(texts)];
    const vectors = await Promise.all(distinct.map(async (text) => this.known.get(text) ?? this.embed(text)));
    this.known = new Map(distinct.map((text, i) => [text, vectors[i] ?? new Float32Array()]));
    return texts.map((text) => this.known.get(text) ?? new Float32Array());
  }
}
