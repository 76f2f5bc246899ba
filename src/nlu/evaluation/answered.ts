import type { EntityType, Understanding } from '../nlu.types';

/** A labelled message of the test, offsets in Unicode code points as the data has them. */
export interface LabelledMessage {
  text: string;
  context?: string;
  intent: string | null;
  in_scope: boolean;
  template: string | null;
  entities: { type: EntityType; start: number; end: number }[];
  /** Two messages nearly alike whose labels differ have the same name here. */
  pair?: string;
}

export interface Answered {
  gold: LabelledMessage;
  got: Understanding;
  /** The choice among answers; acts of the dialog are no choice of a test message. */
  ranked: string[];
  confidence: number;
}

/** Pairs a labelled message with what was understood; only answers count, the acts' share of the scores is taken out. */
export function pair(gold: LabelledMessage, got: Understanding, isAnswer: (id: string) => boolean): Answered {
  const answers = got.templates.filter((template) => isAnswer(template.id));
  const sum = answers.reduce((total, template) => total + template.score, 0);
  const ranked = answers.map((template) => template.id);
  return { gold, got, ranked, confidence: (answers[0]?.score ?? 0) / (sum || 1) };
}
