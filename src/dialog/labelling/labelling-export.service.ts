import { Injectable } from '@nestjs/common';
import type { Understanding } from '../../nlu';
import { Distinct } from './alike';
import { doubtOf, signsOf, type Reason } from './doubt';
import { OtherIds } from './other-ids';
import {
  possibleIds,
  possibleNames,
  withoutPrivateWords,
  type KnownPeople,
  type Redacted,
} from './private-words';
import { RecordedTurns, type KnownTemplate, type RecordedTurn } from './recorded-turns';

export interface LabellingQuery {
  /** Messages at most. */
  limit: number;
  since?: Date | null;
  /** Certainty from which on the model is believed. */
  below?: number;
}

export const DEFAULT_BELOW = 0.6;

/** A message in the format of training, with what the model said of it, and why it is worth looking at. */
export interface LabellingRow {
  text: string;
  /** What the bot had said before. */
  context?: string;
  /** Null out of scope. */
  intent: string | null;
  in_scope: boolean;
  /** Null where none fits, `fallback` out of scope. */
  template: string | null;
  /** In Unicode code points. */
  entities: Redacted['entities'];
  certainty: number;
  reasons: Reason[];
  /** The model that said so. */
  model?: string;
}

interface Candidate {
  turn: RecordedTurn;
  certainty: number;
  reasons: Reason[];
}

/** Each sign from a customer makes what the model said half as certain. */
const WEIGHT_OF_A_SIGN = 0.5;
/** Answers to these are whatever the customer wants to write down: words for nobody to learn from. */
const PRIVATE_QUESTIONS = ['ask_new_address', 'ask_code'];
/** Enough to choose from, where many are alike. */
const CANDIDATES_FOR_ONE = 20;

/** Finds the messages that a model learns most from, and takes out of them whom they tell of. */
@Injectable()
export class LabellingExportService {
  constructor(private readonly recorded: RecordedTurns) {}

  /**
   * The most doubtful first, no two alike.
   * @param random a number from 0 up to 1, by which other IDs are drawn
   */
  async rows(
    { limit, since = null, below = DEFAULT_BELOW }: LabellingQuery,
    random = Math.random,
  ): Promise<LabellingRow[]> {
    const templates = await this.recorded.templates();
    const turns = await this.recorded.since(since);
    const candidates = candidatesOf(turns, templates, below).slice(0, limit * CANDIDATES_FOR_ONE);
    const told = candidates.map(({ turn }) => `${turn.text} ${turn.context ?? ''}`);
    const [people, nameParts, ids] = [
      await this.recorded.peopleIn([...new Set(candidates.map(({ turn }) => turn.conversationId))]),
      await this.recorded.namesAmong([...new Set(told.flatMap(possibleNames))]),
      await this.recorded.idsAmong([...new Set(told.flatMap(possibleIds))]),
    ];
    const otherIds = new OtherIds(random);
    const distinct = new Distinct();
    const rows: LabellingRow[] = [];
    for (const candidate of candidates) {
      if (rows.length >= limit) break;
      const known: KnownPeople = { own: people.get(candidate.turn.conversationId) ?? [], nameParts };
      const row = rowOf(candidate, templates, known, ids, otherIds);
      if (saysSomething(row.text) && distinct.add(row.text)) rows.push(row);
    }
    return rows;
  }
}

function candidatesOf(
  turns: RecordedTurn[],
  templates: ReadonlyMap<string, KnownTemplate>,
  below: number,
): Candidate[] {
  const conversations = new Map<string, RecordedTurn[]>();
  for (const turn of turns) {
    const before = conversations.get(turn.conversationId);
    if (before) before.push(turn);
    else conversations.set(turn.conversationId, [turn]);
  }
  return [...conversations.values()]
    .flatMap((own) => [...signsOf(own, templates)])
    .filter(([turn]) => !PRIVATE_QUESTIONS.includes(turn.asked ?? ''))
    .map(([turn, signs]): Candidate => {
      const { certainty, reasons } = doubtOf(turn, below);
      // A yes or a no, however unsure, is an answer to what was asked, and no message of its own.
      const isAct = templates.get(turn.understanding.templates[0]?.id ?? '')?.kind === 'act';
      return {
        turn,
        certainty: certainty * WEIGHT_OF_A_SIGN ** signs.length,
        reasons: [...(isAct ? [] : reasons), ...signs],
      };
    })
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => a.certainty - b.certainty);
}

function rowOf(
  { turn, certainty, reasons }: Candidate,
  templates: ReadonlyMap<string, KnownTemplate>,
  people: KnownPeople,
  ids: ReadonlySet<string>,
  otherIds: OtherIds,
): LabellingRow {
  const { intent, inScope, entities, templates: ranked, model } = turn.understanding;
  const redacted = withoutPrivateWords(turn.text, inScope ? entities : [], people, ids, otherIds);
  const context = turn.context && withoutPrivateWords(turn.context, [], people, ids, otherIds).text;
  return {
    text: redacted.text,
    ...(context ? { context } : {}),
    intent: inScope ? intent.label : null,
    in_scope: inScope,
    template: inScope ? bestAnswer(ranked, templates) : 'fallback',
    entities: redacted.entities,
    certainty: Math.round(certainty * 1000) / 1000,
    reasons,
    ...(model && { model: `${model.name} ${model.version}` }),
  };
}

function bestAnswer(
  ranked: Understanding['templates'],
  templates: ReadonlyMap<string, KnownTemplate>,
): string | null {
  return ranked.find(({ id }) => templates.get(id)?.kind === 'answer')?.id ?? null;
}

/** Words are left beside what stands for others. */
function saysSomething(text: string): boolean {
  return /\p{L}{2}/u.test(text.replace(/\[\w+\]/g, ''));
}
