import { createHash } from 'node:crypto';
import { textsOf, toCatalogueVectors } from './catalogue-vectors';
import type { VectorsToMeet } from './decoding/vectors-to-meet';
import { KEPT_CANDIDATES, type CandidateCatalogue } from './inference/protocol.types';
import type { TemplateTexts } from './nlu.types';
import type { TextVectors } from './text-vectors';

/** Catalogues that are not published, made once and kept while they are in use. */
export class Candidates {
  /** By key, in the order of their use. */
  private readonly kept = new Map<string, Promise<CandidateCatalogue>>();

  /** Making a key of thousands of texts takes longer than a forward pass; who tries many messages sends one array. */
  private readonly keys = new WeakMap<TemplateTexts[], string>();

  constructor(
    private readonly vectors: TextVectors,
    private readonly met: VectorsToMeet,
  ) {}

  candidate(templates: TemplateTexts[]): Promise<CandidateCatalogue> {
    const key = this.keys.get(templates) ?? keyOf(templates);
    this.keys.set(templates, key);
    const candidate = this.kept.get(key) ?? this.make(key, templates);
    this.kept.delete(key);
    this.kept.set(key, candidate);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_CANDIDATES && oldest !== undefined) this.kept.delete(oldest);
    // What failed is tried again the next time.
    candidate.catch(() => this.kept.delete(key));
    return candidate;
  }

  private async make(key: string, templates: TemplateTexts[]): Promise<CandidateCatalogue> {
    const vectors = await this.vectors.of(textsOf(templates));
    return { key, vectors: toCatalogueVectors(0, templates, vectors, this.met) };
  }
}

function keyOf(templates: TemplateTexts[]): string {
  const seen = JSON.stringify(templates.map(({ id, intent, texts }) => [id, intent, texts]));
  return createHash('sha256').update(seen).digest('base64url');
}
