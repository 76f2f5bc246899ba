/** Settings of the folder; `src/config` fills them from the environment. */
export interface NluOptions {
  /** `models/<name>`: the directory that holds `manifest.json`. */
  modelDir: string;
  /** ONNX Runtime providers in the order tried, such as `['cuda', 'cpu']`. */
  providers: string[];
  /** Inference processes; 0: one per core, at most 4. */
  processes: number;
  /** Messages in one pass where the provider batches (all but `cpu`). */
  maxBatch: number;
  /** Messages that may wait; one more is refused with NluOverloadedError. Default 256. */
  queueLimit?: number;
  /** A pass that takes longer is taken for a hang, and its process is killed. Default 2,000. */
  timeLimitMs?: number;
  /** A message that waited longer for a process is refused with NluUnavailableError. Default 10,000. */
  waitLimitMs?: number;
}

/** The DI token of NluOptions. */
export const NLU_OPTIONS = Symbol('NLU_OPTIONS');
