import type { Template, TemplateKind } from '../template.types';

/** Of a template what it is chosen by. */
export type ChosenBy = Pick<Template, 'id' | 'description' | 'examples'> & { kind: TemplateKind };

export interface Neighbour {
  id: string;
  /** Of the texts of one to the other, on average; 1: the same. */
  similarity: number;
}

export interface Choice {
  id: string;
  score: number;
}

/** What choosing would change if a template were published. */
export interface TemplateEffect {
  /** The nearest templates, nearest first. */
  neighbours: Neighbour[];
  /** Those whose messages this one would take, or the other way round. */
  cannotTellApart: Neighbour[];
  /** Recorded messages of customers that were looked at. */
  checkedMessages: number;
  /** Those of them that would be answered by another template; texts redacted. */
  changes: { text: string; before: Choice; after: Choice }[];
}
