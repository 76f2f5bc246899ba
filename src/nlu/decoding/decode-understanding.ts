import type { Manifest } from '../model/manifest';
import type { Ranking, Understanding } from '../nlu.types';
import type { EncodedToken } from '../text/encode-message';
import { decodeEntities } from './decode-entities';
import { decodeIntent } from './decode-intent';
import { sigmoid } from './probability';
import { poolByTemplate, rankTemplates, type VectorOwner } from './rank-templates';

/** One message's row of every output. */
export interface ModelRow {
  intentLogits: ArrayLike<number>;
  scopeLogit: number;
  /** Per token of the input, padding left out. */
  entityLogits: ArrayLike<number>[];
  similarities: ArrayLike<number>;
}

export interface ScoredCatalogue {
  version: number;
  owners: VectorOwner[];
}

/** What a dialog can choose from, and staff look at; more would only travel from process to process. */
const BEST = 20;

/** Turns the outputs of one forward pass into what the message says. */
export function decodeUnderstanding(
  text: string,
  tokens: EncodedToken[],
  row: ModelRow,
  catalogue: ScoredCatalogue,
  manifest: Manifest,
  ranking: Ranking = 'all',
): Understanding {
  const { calibration, thresholds, name, version } = manifest;
  const scopeConfidence = sigmoid(row.scopeLogit / calibration.scopeTemperature + calibration.scopeBias);
  const inScope = scopeConfidence >= thresholds.scope;
  const pooled = poolByTemplate(row.similarities, catalogue.owners, manifest.templatePooling);
  const most = ranking === 'all' ? catalogue.owners.length : BEST;
  return {
    intent: decodeIntent(row.intentLogits, pooled, catalogue.owners, manifest),
    inScope,
    scopeConfidence,
    entities: inScope ? entitiesOf(text, tokens, row, manifest) : [],
    templates: rankTemplates(pooled, catalogue.owners, calibration.templateTemperature, most),
    model: { name, version },
    thresholds: { scope: thresholds.scope, lowScore: thresholds.lowScore, nearTie: thresholds.nearTie },
    catalogueVersion: catalogue.version,
  };
}

function entitiesOf(
  text: string,
  tokens: EncodedToken[],
  row: ModelRow,
  manifest: Manifest,
): Understanding['entities'] {
  const tagged = tokens.flatMap(({ segment, start, end }, i) =>
    segment === 'message' ? [{ start, end, logits: row.entityLogits[i] ?? [] }] : [],
  );
  return decodeEntities(text, tagged, manifest.entityTags, manifest.calibration.entityTemperature);
}
