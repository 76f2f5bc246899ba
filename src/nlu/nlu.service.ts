import { Inject, Injectable, Optional, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { TemplateScoring } from './decoding/template-scoring';
import { InferencePool } from './inference/inference-pool';
import { LoadedModel } from './loaded-model';
import { loadManifest } from './model/load-manifest';
import { checkParity } from './model/parity';
import { NLU_OPTIONS, type NluOptions } from './nlu-options.types';
import { NluUnavailableError } from './nlu.errors';
import { NluPort } from './nlu.port';
import type { ModelName, NluStatus, PreparedModel, Ranking, TemplateTexts, Understanding } from './nlu.types';
import { VectorStore } from './vector-store.port';

interface Published {
  version: number;
  templates: TemplateTexts[];
}

/**
 * Understanding by one model, in processes of its own; another can take its place between two messages. Outside Nest,
 * call the life-cycle methods.
 */
@Injectable()
export class NluService extends NluPort implements OnModuleInit, OnApplicationShutdown {
  private loaded: LoadedModel | undefined;
  private published: Published | undefined;
  private publishing: Promise<unknown> = Promise.resolve();
  /** Of the model in use, of one that is prepared, and of those that answer the last of their messages. */
  private readonly pools = new Set<InferencePool>();
  private readonly ofEnded = { sessionRuns: 0, restarts: 0, retries: 0 };
  private isStopping = false;

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
    this.loaded = await this.load(this.options.modelDir);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.all(Array.from(this.pools, (pool) => pool.stop()));
  }

  async understand(text: string, context = '', ranking: Ranking = 'best'): Promise<Understanding> {
    return this.model().understand(text, context, ranking);
  }

  async understandAgainst(
    text: string,
    context: string,
    templates: TemplateTexts[],
    ranking: Ranking = 'best',
  ): Promise<Understanding> {
    return this.model().understandAgainst(text, context, templates, ranking);
  }

  async vectorsOf(texts: string[]): Promise<Float32Array[]> {
    return this.model().vectorsOf(texts);
  }

  publishCatalogue(version: number, templates: TemplateTexts[]): Promise<void> {
    return this.inTurn(async () => {
      const store = await this.model().publish(version, templates);
      this.published = { version, templates };
      return store;
    });
  }

  scoring(): TemplateScoring {
    return this.model().scoring;
  }

  /** The name and version of the model in use. */
  modelName(): ModelName {
    return this.model().name;
  }

  /**
   * Loads another model beside the one in use, which goes on answering: its manifest, its checksums and what its own
   * parity file says are checked, and the catalogue's vectors computed. Whoever prepares it uses or discards it.
   * @throws ModelInvalidError when it does not fit, listing every failure
   * @throws NluUnavailableError when no provider can run it
   */
  async prepareModel(modelDir: string): Promise<PreparedModel> {
    const model = await this.load(modelDir, this.model().keys);
    try {
      const parityCases = await checkParity(model, modelDir);
      // Most of the work happens here, so that a publication has to wait for little when the model is used.
      const { published } = this;
      const store = published && (await model.publish(published.version, published.templates));
      await store?.();
      return {
        ...model.name,
        parityCases,
        use: () => this.use(model),
        discard: () => this.discard(model),
      };
    } catch (error) {
      await this.end(model.pool);
      throw error;
    }
  }

  /** Counters for the metrics. */
  status(): NluStatus {
    const all = Array.from(this.pools, (pool) => pool.status());
    const sum = (count: 'sessionRuns' | 'restarts' | 'retries' | 'queueLength', before = 0): number =>
      all.reduce((total, status) => total + status[count], before);
    return {
      ...this.model().pool.status(),
      sessionRuns: sum('sessionRuns', this.ofEnded.sessionRuns),
      restarts: sum('restarts', this.ofEnded.restarts),
      retries: sum('retries', this.ofEnded.retries),
      queueLength: sum('queueLength'),
    };
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

  private async load(modelDir: string, alsoKept: string[] = []): Promise<LoadedModel> {
    const manifest = await loadManifest(modelDir);
    if (this.isStopping) throw new NluUnavailableError('The service is stopping');
    const pool = new InferencePool({ ...this.options, modelDir }, manifest);
    this.pools.add(pool);
    try {
      await pool.start();
    } catch (error) {
      await this.end(pool);
      throw error;
    }
    return new LoadedModel(manifest, pool, this.store, alsoKept);
  }

  /** What comes after this is understood by the model; what came before is answered by the one before it. */
  private use(model: LoadedModel): Promise<void> {
    return this.inTurn(async () => {
      const { published } = this;
      // Again: another catalogue may have been published since.
      const store = published && (await model.publish(published.version, published.templates));
      const before = this.loaded;
      this.loaded = model;
      if (before && before !== model) void before.idle().then(() => this.end(before.pool));
      return store;
    });
  }

  private async discard(model: LoadedModel): Promise<void> {
    if (model !== this.loaded) await this.end(model.pool);
  }

  private async end(pool: InferencePool): Promise<void> {
    await pool.stop();
    if (!this.pools.delete(pool)) return;
    const { sessionRuns, restarts, retries } = pool.status();
    this.ofEnded.sessionRuns += sessionRuns;
    this.ofEnded.restarts += restarts;
    this.ofEnded.retries += retries;
  }

  /** One at a time, in order; a failed one does not hold up the next. What `work` resolves with is done after it. */
  private inTurn(work: () => Promise<(() => Promise<void>) | undefined>): Promise<void> {
    const working = this.publishing.then(work);
    this.publishing = working.then((after) => after?.()).catch(() => undefined);
    return working.then(() => undefined);
  }

  private model(): LoadedModel {
    if (!this.loaded) throw new NluUnavailableError('The model is not loaded');
    return this.loaded;
  }
}
