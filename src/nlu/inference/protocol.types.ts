import type { VectorOwner } from '../decoding/rank-templates';
import type { Manifest } from '../model/manifest';
import type { Ranking, Understanding } from '../nlu.types';

/** The first message to a process. */
export interface StartMessage {
  kind: 'start';
  modelDir: string;
  manifest: Manifest;
  /** Tried in order. */
  providers: string[];
}

export interface MessageInput {
  text: string;
  context: string;
  ranking: Ranking;
}

/** One version of the catalogue as the model scores it. */
export interface CatalogueVectors {
  version: number;
  owners: VectorOwner[];
  /** `[vectors, dim]`, row by row. */
  vectors: Float32Array;
}

/** A catalogue that is not published, such as one with a draft in it. */
export interface CandidateCatalogue {
  /** The same for the same templates. */
  key: string;
  vectors: CatalogueVectors;
}

/** A process keeps so many candidates, those that came last; who sends them counts along. */
export const KEPT_CANDIDATES = 4;

/** What a process is asked; it answers in order, one reply each. */
export type ProcessRequest =
  /** One forward pass over all messages, against a published version or the key of a candidate. */
  | { kind: 'understand'; against: number | string; messages: MessageInput[] }
  /** One forward pass over all texts. */
  | { kind: 'embed'; texts: string[] }
  /** The two newest versions are kept. */
  | { kind: 'catalogue'; catalogue: CatalogueVectors }
  | { kind: 'candidate'; candidate: CandidateCatalogue };

export type ProcessReply =
  | { kind: 'understood'; understandings: Understanding[] }
  | { kind: 'embedded'; vectors: Float32Array[] }
  | { kind: 'catalogue_kept' };

export interface ProviderFailure {
  kind: 'provider_failed';
  provider: string;
  reason: string;
  /** No other provider is left to try. */
  isLast: boolean;
}

/** Everything a process says. */
export type FromProcess =
  | ProviderFailure
  /** The model differs from its manifest; the process ends. */
  | { kind: 'misfit'; failures: string[] }
  | { kind: 'ready'; provider: string }
  /** `runs`: forward passes that this request took. */
  | { kind: 'answer'; reply: ProcessReply; runs: number }
  /** The process ends for this reason. */
  | { kind: 'fault'; reason: string };
