import type { KnownTemplate, RecordedTurn } from './recorded-turns';

/** Why a message is worth labelling. */
export type Reason =
  | 'intent_unsure'
  | 'template_unsure'
  | 'scope_unsure'
  | 'near_tie'
  /** Its customer gave the answer a thumb down. */
  | 'thumbs_down'
  /** "No, I meant …" came next. */
  | 'corrected'
  /** It was one of two that were not understood before a person took over. */
  | 'handed_off';

export interface Doubt {
  /** 0: nothing speaks for what the model said; 1: nothing against it. */
  certainty: number;
  reasons: Reason[];
}

/** The least certain of what the model said of a message, and in which of it the certainty is below `below`. */
export function doubtOf({ understanding }: RecordedTurn, below: number): Doubt {
  const { intent, inScope, templates, scopeConfidence, thresholds } = understanding;
  const certainties: [Reason, number][] = [];
  if (scopeConfidence !== undefined && thresholds) {
    certainties.push(['scope_unsure', certaintyOfScope(scopeConfidence, thresholds.scope)]);
  }
  // Out of scope a message has neither intent nor template.
  if (inScope) {
    certainties.push(['intent_unsure', intent.confidence], ['template_unsure', templates[0]?.score ?? 0]);
  }
  const reasons = certainties.filter(([, certainty]) => certainty < below).map(([reason]) => reason);
  const [best, second] = templates;
  const tie = thresholds?.nearTie ?? DEFAULT_TIE;
  if (inScope && best && second && best.score - second.score < tie) reasons.push('near_tie');
  return { certainty: Math.min(1, ...certainties.map(([, certainty]) => certainty)), reasons };
}

/** Of messages that were recorded without their model's thresholds. */
const DEFAULT_TIE = 0.1;

/** As the confidence of a yes or no: a half at the threshold, 1 at either end. */
function certaintyOfScope(confidence: number, threshold: number): number {
  const room = confidence >= threshold ? 1 - threshold : threshold;
  return room === 0 ? 1 : 0.5 + (0.5 * Math.abs(confidence - threshold)) / room;
}

/** "No, I meant …": read by its words, as an e-mail address is by its shape. It chooses what is looked at, no answer. */
const CORRECTION = new RegExp(
  [
    String.raw`^(?:no+|nope|nah|sorry)[\s,.!–-]+(?:what )?i mean\b|`,
    String.raw`^(?:(?:no+|nope|nah|sorry|wrong)[\s,.!–-]+)*(?:`,
    String.raw`(?:what )?i meant\b|not what i\b|(?:that['’]?s|that is|this is|it['’]?s) not what\b`,
    String.raw`|i (?:didn['’]?t|did not) (?:mean|ask|say)\b|you (?:misunderstood|got (?:me|that|it) wrong)\b)`,
  ].join(''),
  'i',
);

export function isCorrection(text: string): boolean {
  return CORRECTION.test(text.trim());
}

/** What the customers of a conversation said, by what came next, of its turns in their order. */
export function signsOf(
  turns: RecordedTurn[],
  templates: ReadonlyMap<string, KnownTemplate>,
): Map<RecordedTurn, Reason[]> {
  const signs = new Map<RecordedTurn, Reason[]>(turns.map((turn) => [turn, []]));
  const add = (turn: RecordedTurn | undefined, reason: Reason): void => {
    if (turn) signs.get(turn)?.push(reason);
  };
  turns.forEach((turn, i) => {
    if (turn.thumbs === 'down') add(turn, 'thumbs_down');
    if (isCorrection(turn.text)) add(turns[i - 1], 'corrected');
    const isHandedOff = templates.get(turn.answer ?? '')?.handsOff === true;
    if (isHandedOff && turns[i - 1]?.answer === 'offer_person' && turns[i - 2]?.answer === 'fallback') {
      add(turns[i - 1], 'handed_off');
      add(turns[i - 2], 'handed_off');
    }
  });
  return signs;
}
