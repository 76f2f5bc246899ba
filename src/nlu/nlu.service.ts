import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Candidates } from './candidates';
import { toCatalogueVectors } from './catalogue-vectors';
import { InferencePool } from './inference/inference-pool';
import { loadManifest } from './model/load-manifest';
import type { Manifest } from './model/manifest';
import { NLU_OPTIONS, type NluOptions } from './nlu-options.types';
import { NluUnavailableError } from './nlu.errors';
import { NluPort, type NluThresholds } from './nlu.port';
import type { NluStatus, TemplateTexts, Understanding } from './nlu.types';
import { TextVectors } from './text-vectors';

interface LoadedModel {
  manifest: Manifest;
  pool: InferencePool;
  vectors: TextVectors;
  candidates: Candidates;
}

/** Understanding by the model in `modelDir`, in processes of its own. Outside Nest, call the life-cycle methods. */
@Injectable()
export class NluService extends NluPort implements OnModuleInit, OnApplicationShutdown {
  private loaded: LoadedModel | undefined;
  private publishing: Promise<void> = Promise.resolve();

  constructor(@Inject(NLU_OPTIONS) private readonly options: NluOptions) {
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
    const vectors = new TextVectors((text, isOfCatalogue) => pool.embed(text, isOfCatalogue));
    this.loaded = { manifest, pool, vectors, candidates: new Candidates(vectors) };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loaded?.pool.stop();
  }

  async understand(text: string, context = ''): Promise<Understanding> {
    return this.model().pool.understand({ text, context });
  }

  async understandAgainst(text: string, context: string, templates: TemplateTexts[]): Promise<Understanding> {
    const { pool, candidates } = this.model();
    return pool.understandAgainst({ text, context }, await candidates.candidate(templates));
  }

  async vectorsOf(texts: string[]): Promise<Float32Array[]> {
    return this.model().vectors.of(texts);
  }

  publishCatalogue(version: number, templates: TemplateTexts[]): Promise<void> {
    const publishing = this.publishing.then(async () => {
      const { pool, vectors } = this.model();
      await pool.setCatalogue(await toCatalogueVectors(version, templates, (texts) => vectors.keep(texts)));
    });
    // One at a time, in order; a failed one does not hold up the next.
    this.publishing = publishing.catch(() => undefined);
    return publishing;
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

  private model(): LoadedModel {
    if (!this.loaded) throw new NluUnavailableError('The model is not loaded');
    return this.loaded;
  }
}
