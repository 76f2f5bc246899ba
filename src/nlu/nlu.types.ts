/** Labels are the same strings in the manifest, the data, the catalogue and the tests. */
export const INTENTS = ['inquiry', 'return', 'complaint'] as const;
export type Intent = (typeof INTENTS)[number];

export type EntityType = 'ORDER_NUMBER' | 'PRODUCT_ID';

/** What one message says, decoded from one forward pass. */
export interface Understanding {
  intent: { label: Intent; confidence: number; scores: Record<Intent, number> };
  inScope: boolean;
  scopeConfidence: number;
  entities: Entity[];
  /**
   * Of the catalogue that the pass was scored against the best 20, and those that are always ranked; or all of them
   * if so asked. Best first; scores are calibrated probabilities over the whole catalogue.
   */
  templates: RankedTemplate[];
  model: ModelName;
  /** Of that model: what is decided about its numbers is decided by these. */
  thresholds: NluThresholds;
  /** The catalogue version whose vectors were scored; 0: none that was published. */
  catalogueVersion: number;
}

export interface ModelName {
  name: string;
  version: string;
}

/** From the model's manifest. */
export interface NluThresholds {
  /** From this scope confidence on a message is in scope. */
  scope: number;
  /** Below this calibrated score of the best template the message counts as not understood. */
  lowScore: number;
  /** When the best two scores are nearer than this, the dialog asks which was meant. */
  nearTie: number;
}

export interface Entity {
  type: EntityType;
  /** UTF-16 offsets into the original text. */
  start: number;
  end: number;
  /** The text of the span as typed. */
  text: string;
  /** The span normalized for comparing: upper case, no spaces. */
  value: string;
  confidence: number;
}

export interface RankedTemplate {
  id: string;
  /** Softmax over the catalogue at the manifest's temperature. */
  score: number;
  /** The pooled similarity before softmax, comparable across catalogues. */
  similarity: number;
}

/** A template as the model sees it: its id, its intent and the texts its vectors are made of. */
export interface TemplateTexts {
  id: string;
  /** null: any. */
  intent: Intent | null;
  texts: string[];
  /** Ranked however far down it is: the dialog compares its score. */
  isAlwaysRanked?: boolean;
}

/** How many templates an understanding lists. */
export type Ranking = 'best' | 'all';

/** A model that is ready beside the one in use. */
export interface PreparedModel extends ModelName {
  /** Messages of its own parity file that it answers as written there; null: it has none. */
  parityCases: number | null;
  /**
   * From now on messages are understood by it; those before end on the one before, whose processes then end.
   * @throws NluUnavailableError when it cannot take the catalogue: then nothing has changed
   */
  use(): Promise<void>;
  /** Ends its processes, unless it is in use. */
  discard(): Promise<void>;
}

/** What the metrics show of the folder. */
export interface NluStatus {
  /** Forward passes since the start, those for template vectors and those of earlier models included. */
  sessionRuns: number;
  /** Messages that wait for a process. */
  queueLength: number;
  /** Inference processes replaced since the start. */
  restarts: number;
  /** Messages given to a second process because the first was lost. */
  retries: number;
  /** Of the processes that can answer now. */
  processIds: number[];
  /** The ONNX Runtime provider in use. */
  provider: string | undefined;
  /** The catalogue that messages are scored against; 0: none yet. */
  catalogueVersion: number;
}
