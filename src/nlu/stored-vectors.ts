import { Logger } from '@nestjs/common';
import type { Manifest } from './model/manifest';
import type { KnownVectors } from './text-vectors';
import type { VectorStore } from './vector-store.port';

/** The stored vectors of one model. The store is never needed: what it fails at is logged, and computed instead. */
export class StoredVectors implements KnownVectors {
  private readonly logger = new Logger(StoredVectors.name);
  private readonly model: string;
  private isCleared = false;

  constructor(
    private readonly store: VectorStore | undefined,
    private readonly manifest: Manifest,
    provider: string | undefined,
    private readonly alsoKept: string[] = [],
  ) {
    const { cpu, cuda } = manifest.files;
    this.model = modelKey(manifest, provider === 'cuda' && cuda ? cuda.sha256 : cpu.sha256);
  }

  /** Of every file of the model: another replica may run it from its other one. */
  get keys(): string[] {
    const { cpu, cuda } = this.manifest.files;
    return [cpu, ...(cuda ? [cuda] : [])].map(({ sha256 }) => modelKey(this.manifest, sha256));
  }

  async read(texts: string[]): Promise<ReadonlyMap<string, Float32Array>> {
    const stored = await this.attempt((store) => store.read(this.model, texts));
    return new Map(Array.from(stored ?? []).filter(([, vector]) => vector.length === this.manifest.dim));
  }

  /** Stores what was not known of the catalogue; the first time, clears away what is no part of it. */
  async write(
    vectors: ReadonlyMap<string, Float32Array>,
    catalogue: ReadonlyMap<string, Float32Array>,
  ): Promise<void> {
    if (vectors.size > 0) await this.attempt((store) => store.write(this.model, vectors));
    if (this.isCleared || catalogue.size === 0) return;
    this.isCleared = true;
    const models = [...this.keys, ...this.alsoKept];
    await this.attempt((store) => store.keepOnly(models, [...catalogue.keys()]));
  }

  private async attempt<T>(work: (store: VectorStore) => Promise<T>): Promise<T | undefined> {
    try {
      return this.store && (await work(this.store));
    } catch (error) {
      this.logger.warn(`Stored vectors could not be used: ${(error as Error).name}`);
      return undefined;
    }
  }
}

function modelKey({ name, version }: Manifest, sha256: string): string {
  return `${name} ${version} ${sha256}`;
}
