import { Inject, Injectable, Optional, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Candidates } from './candidates';
import { textsOf, toCatalogueVectors } from './catalogue-vectors';
import { TemplateScoring } from './decoding/template-scoring';
import { InferencePool } from './inference/inference-pool';
import { loadManifest } from './model/load-manifest';
import type { Manifest } from './model/manifest';
import { NLU_OPTIONS, type NluOptions } from './nlu-options.types';
import { NluUnavailableError } from './nlu.errors';
import { NluPort, type NluThresholds } from './nlu.port';
import type { NluStatus, Ranking, TemplateTexts, Understanding } from './nlu.types';
import { StoredVectors } from './stored-vectors';
import { TextVectors } from './text-vectors';
import { VectorStore } from './vector-store.port';

interface LoadedModel {
  manifest: Manifest;
  pool: InferencePool;
  stored: StoredVectors;
  vectors: TextVectors;
  candidates: Candidates;
}

/** Understanding by the model in `modelDir`, in processes of its own. Outside Nest, call the life-cycle methods. */
@Injectable()
export class NluService extends NluPort implements OnModuleInit, OnApplicationShutdown {
  private loaded: LoadedModel | undefined;
  private publishing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(NLU_OPTIONS) private readonly options: NluOptions,
    @Optional() private readonly store?: VectorStore,
  ) {
    super();
  }

  /**
   * Loads the model; the service can answer once this resolves.
   * @throws ModelInvalidError when the model does not fit, listing every failure
   * @throws NluUnavailableError when no provider can run it
   */
  async onModuleInit(): Promise<void> {
    const manifest = await loadManifest(this.options.modelDir);
    const pool = new InferencePool(this.options, manifest);
    try {
      await pool.start();
    } catch (error) {
      await pool.stop();
      throw error;
    }
    const stored = new StoredVectors(this.store, manifest, pool.status().provider);
    const vectors = new TextVectors((text, isOfCatalogue) => pool.embed(text, isOfCatalogue), stored);
    this.loaded = {
      manifest,
      pool,
      stored,
      vectors,
      candidates: new Candidates(vectors),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loaded?.pool.stop();
  }

  async understand(text: string, context = '', ranking: Ranking = 'best'): Promise<Understanding> {
    return this.model().pool.understand({ text, context, ranking });
  }

  async understandAgainst(
    text: string,
    context: string,
    templates: TemplateTexts[],
    ranking: Ranking = 'best',
  ): Promise<Understanding> {
    const { pool, candidates } = this.model();
    return pool.understandAgainst({ text, context, ranking }, await candidates.candidate(templates));
  }

  async vectorsOf(texts: string[]): Promise<Float32Array[]> {
    return this.model().vectors.of(texts);
  }

  publishCatalogue(version: number, templates: TemplateTexts[]): Promise<void> {
    const publishing = this.publishing.then(() => this.swapCatalogue(version, templates));
    // One at a time, in order; a failed one does not hold up the next.
    this.publishing = publishing.then((store) => store()).catch(() => undefined);
    return publishing.then(() => undefined);
  }

  scoring(): TemplateScoring {
    const { templatePooling, calibration } = this.model().manifest;
    return new TemplateScoring(templatePooling, calibration.templateTemperature);
  }

  thresholds(): NluThresholds {
    const { lowScore, nearTie } = this.model().manifest.thresholds;
    return { lowScore, nearTie };
  }

  /** The name and version of the model in use. */
  modelName(): { name: string; version: string } {
    const { name, version } = this.model().manifest;
    return { name, version };
  }

  /** Counters for the metrics. */
  status(): NluStatus {
    return this.model().pool.status();
  }

  /** Ready while at least one process can answer. */
  check(): Promise<{ name: string; ready: boolean; detail?: string }> {
    if (!this.loaded)
      return Promise.resolve({ name: 'nlu', ready: false, detail: 'the model is not loaded' });
    const { pool, manifest } = this.loaded;
    const { processIds, provider } = pool.status();
    return Promise.resolve({
      name: 'nlu',
      ready: processIds.length > 0,
      detail: `${manifest.name} ${manifest.version}: ${processIds.length} of ${pool.size} processes (${provider ?? 'none'})`,
    });
  }

  /** Resolves, once messages are scored against it, with what stores its vectors. */
  private async swapCatalogue(version: number, templates: TemplateTexts[]): Promise<() => Promise<void>> {
    const { pool, stored, vectors: known } = this.model();
    const texts = textsOf(templates);
    const { vectors, unknown } = await known.keep(texts);
    const inOrder = texts.map((text) => vectors.get(text) ?? new Float32Array());
    await pool.setCatalogue(toCatalogueVectors(version, templates, inOrder));
    return () => stored.write(unknown, vectors);
  }

  private model(): LoadedModel {
    if (!this.loaded) throw new NluUnavailableError('The model is not loaded');
    return this.loaded;
  }
}
