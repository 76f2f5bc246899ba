import { Candidates } from './candidates';
import { textsOf, toCatalogueVectors } from './catalogue-vectors';
import { TemplateScoring } from './decoding/template-scoring';
import { VectorsToMeet } from './decoding/vectors-to-meet';
import type { InferencePool } from './inference/inference-pool';
import type { Manifest } from './model/manifest';
import type { ModelName, Ranking, TemplateTexts, Understanding } from './nlu.types';
import { StoredVectors } from './stored-vectors';
import { TextVectors } from './text-vectors';
import type { VectorStore } from './vector-store.port';

/**
 * A model with its running processes, and what is known by it: vectors, scores and scoring of one model mean nothing to
 * another.
 */
export class LoadedModel {
  /** The same object each time. */
  readonly scoring: TemplateScoring;
  private readonly stored: StoredVectors;
  private readonly vectors: TextVectors;
  private readonly met: VectorsToMeet;
  private readonly candidates: Candidates;
  private inUse = 0;
  private whenIdle: (() => void) | undefined;

  /** `alsoKept`: the keys of other models whose stored vectors stay. */
  constructor(
    readonly manifest: Manifest,
    readonly pool: InferencePool,
    store: VectorStore | undefined,
    alsoKept: string[] = [],
  ) {
    const { templatePooling, calibration } = manifest;
    this.scoring = new TemplateScoring(templatePooling, calibration.templateTemperature);
    this.stored = new StoredVectors(store, manifest, pool.status().provider, alsoKept);
    this.vectors = new TextVectors((text, isOfCatalogue) => pool.embed(text, isOfCatalogue), this.stored);
    this.met = new VectorsToMeet(templatePooling);
    this.candidates = new Candidates(this.vectors, this.met);
  }

  get name(): ModelName {
    const { name, version } = this.manifest;
    return { name, version };
  }

  /** By which its vectors are stored, whichever of its files made them. */
  get keys(): string[] {
    return this.stored.keys;
  }

  understand(text: string, context: string, ranking: Ranking): Promise<Understanding> {
    return this.while(() => this.pool.understand({ text, context, ranking }));
  }

  understandAgainst(
    text: string,
    context: string,
    templates: TemplateTexts[],
    ranking: Ranking,
  ): Promise<Understanding> {
    return this.while(async () => {
      const candidate = await this.candidates.candidate(templates);
      return this.pool.understandAgainst({ text, context, ranking }, candidate);
    });
  }

  vectorsOf(texts: string[]): Promise<Float32Array[]> {
    return this.while(() => this.vectors.of(texts));
  }

  /**
   * Resolves, once messages are scored against this catalogue, with what stores its vectors.
   * @throws NluUnavailableError when no process can compute them
   */
  publish(version: number, templates: TemplateTexts[]): Promise<() => Promise<void>> {
    return this.while(async () => {
      const texts = textsOf(templates);
      const { vectors, unknown } = await this.vectors.keep(texts);
      const inOrder = texts.map((text) => vectors.get(text) ?? new Float32Array());
      await this.pool.setCatalogue(toCatalogueVectors(version, templates, inOrder, this.met));
      return () => this.stored.write(unknown, vectors);
    });
  }

  /** Resolves when nobody waits for an answer; nobody may ask for another. */
  async idle(): Promise<void> {
    if (this.inUse > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
  }

  /** Counts who waits: between two steps of one answer the processes have nothing to do, and are still needed. */
  private async while<T>(work: () => Promise<T>): Promise<T> {
    this.inUse += 1;
    try {
      return await work();
    } finally {
      this.inUse -= 1;
      if (this.inUse === 0) this.whenIdle?.();
    }
  }
}
