/**
 * Where the vectors of the catalogue's texts outlive the process, so that neither a restart nor another replica
 * computes them again. Also the DI token; without one, every start computes them all. Whatever fails here costs time
 * only.
 */
export abstract class VectorStore {
  /** Those that there are, by text. `model` changes with whatever changes the vectors. */
  abstract read(model: string, texts: string[]): Promise<Map<string, Float32Array>>;

  abstract write(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;

  /** Drops the vectors of all other models, and of all other texts of these. */
  abstract keepOnly(models: string[], texts: string[]): Promise<void>;
}
