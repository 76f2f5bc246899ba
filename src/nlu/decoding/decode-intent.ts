import type { Manifest } from '../model/manifest';
import type { Intent, Understanding } from '../nlu.types';
import { softmax } from './probability';
import type { VectorOwner } from './rank-templates';

/** So that an intent without any template is unlikely, not impossible. */
const LEAST_EVIDENCE = 1e-6;

/**
 * The intent by two witnesses of one pass: the intent head, and the templates' scores, for a template has an intent.
 * Their probabilities are multiplied, the second to the power of `templateEvidenceWeight`. The head learns its
 * messages by heart sooner than the message vector does, so together they are right more often than either.
 * `pooled`: a similarity per template, in the order of `owners`.
 */
export function decodeIntent(
  logits: ArrayLike<number>,
  pooled: ArrayLike<number>,
  owners: VectorOwner[],
  { intents, calibration }: Manifest,
): Understanding['intent'] {
  const { intentTemperature, templateEvidenceWeight = 0, templateEvidenceTemperature = 1 } = calibration;
  const byHead = softmax(logits, intentTemperature);
  const byTemplates = evidence(softmax(pooled, templateEvidenceTemperature), owners, intents, byHead);
  const joint = byHead.map(
    (p, i) => Math.log(p) + templateEvidenceWeight * Math.log((byTemplates[i] ?? 0) + LEAST_EVIDENCE),
  );
  const probabilities = softmax(joint);
  const scores = Object.fromEntries(intents.map((intent, i) => [intent, probabilities[i] ?? 0]));
  const confidence = Math.max(...probabilities);
  const label = intents[probabilities.indexOf(confidence)] ?? 'inquiry';
  return { label, confidence, scores: scores as Record<Intent, number> };
}

/** What the templates say of each intent; one that fits any intent (`thanks`) leaves its share to the head. */
function evidence(
  scores: number[],
  owners: VectorOwner[],
  intents: readonly Intent[],
  byHead: number[],
): number[] {
  const sums = new Map<Intent | null, number>();
  owners.forEach(({ intent }, i) => sums.set(intent, (sums.get(intent) ?? 0) + (scores[i] ?? 0)));
  const undecided = sums.get(null) ?? 0;
  return intents.map((intent, i) => (sums.get(intent) ?? 0) + undecided * (byHead[i] ?? 0));
}
