import type { EntityType, Understanding } from '../nlu.types';
import {
  auroc,
  calibrationError,
  caughtAt,
  macroRecall,
  share,
  spanF1,
  withInterval,
  type Figure,
  type SpanCounts,
} from './measures';

/** A labelled message of the test, offsets in Unicode code points as the data has them. */
export interface LabelledMessage {
  text: string;
  context?: string;
  intent: string | null;
  in_scope: boolean;
  template: string | null;
  entities: { type: EntityType; start: number; end: number }[];
}

export interface Answered {
  gold: LabelledMessage;
  got: Understanding;
  /** The choice among answers; acts of the dialog are no choice of a test message. */
  ranked: string[];
  confidence: number;
}

const TYPES: EntityType[] = ['ORDER_NUMBER', 'PRODUCT_ID'];

/** Pairs a labelled message with what was understood; only answers count, the acts' share of the scores is taken out. */
export function pair(gold: LabelledMessage, got: Understanding, isAnswer: (id: string) => boolean): Answered {
  const answers = got.templates.filter((template) => isAnswer(template.id));
  const sum = answers.reduce((total, template) => total + template.score, 0);
  const ranked = answers.map((template) => template.id);
  return { gold, got, ranked, confidence: (answers[0]?.score ?? 0) / (sum || 1) };
}

/** Every figure of the model card, each with its interval. */
export function figures(rows: Answered[]): Record<string, Figure> {
  const inScope = rows.filter((row) => row.gold.in_scope);
  const chosen = inScope.filter((row) => row.gold.template !== null);
  const scopeOf = (some: Answered[]): { isPositive: boolean; score: number }[] =>
    some.map((row) => ({ isPositive: row.gold.in_scope, score: row.got.scopeConfidence }));
  const found: Record<string, Figure> = {
    'intent accuracy': withInterval(inScope, (some) => share(some, isIntentRight)),
    'intent macro recall': withInterval(inScope, (some) =>
      macroRecall(some.map((row) => ({ gold: row.gold.intent ?? '', predicted: row.got.intent.label }))),
    ),
    'scope AUROC': withInterval(rows, (some) => auroc(scopeOf(some))),
    'out of scope caught at 5 % refused': withInterval(rows, (some) => caughtAt(scopeOf(some), 0.05)),
    'in scope refused at the threshold': withInterval(inScope, (some) =>
      share(some, (row) => !row.got.inScope),
    ),
    'out of scope caught at the threshold': withInterval(
      rows.filter((row) => !row.gold.in_scope),
      (some) => share(some, (row) => !row.got.inScope),
    ),
    'template top-1': withInterval(chosen, (some) => share(some, isTemplateRight)),
    'template top-3': withInterval(chosen, (some) =>
      share(some, (row) => row.ranked.slice(0, 3).includes(row.gold.template ?? '')),
    ),
  };
  for (const type of TYPES) {
    found[`${type} F1`] = withInterval(inScope, (some) => spanF1(some.map((row) => countSpans(row, type))));
  }
  found['calibration error of intent'] = withInterval(inScope, (some) =>
    calibrationError(
      some.map((row) => ({ confidence: row.got.intent.confidence, isRight: isIntentRight(row) })),
    ),
  );
  found['calibration error of template'] = withInterval(chosen, (some) =>
    calibrationError(some.map((row) => ({ confidence: row.confidence, isRight: isTemplateRight(row) }))),
  );
  return found;
}

/** One line per mistake, by task. */
export function mistakes(rows: Answered[]): string[] {
  return rows.flatMap((row) => {
    const { gold, got } = row;
    const shown = `${gold.context ? `[${gold.context}] ` : ''}${gold.text}`;
    const found: string[] = [];
    const add = (task: string, want: string, have: string): void => {
      found.push(`${task}\t${want}\t${have}\t${shown}`);
    };
    if (gold.in_scope !== got.inScope) add('scope', String(gold.in_scope), got.scopeConfidence.toFixed(3));
    if (gold.in_scope && !isIntentRight(row)) add('intent', gold.intent ?? '', got.intent.label);
    if (gold.in_scope && gold.template && !isTemplateRight(row))
      add('template', gold.template, row.ranked.slice(0, 3).join(','));
    for (const type of TYPES) {
      const { wrong, missed } = gold.in_scope ? countSpans(row, type) : { wrong: 0, missed: 0 };
      if (wrong + missed > 0) add(type, goldSpans(row, type).join('|'), gotSpans(row, type).join('|'));
    }
    return found;
  });
}

function isIntentRight(row: Answered): boolean {
  return row.gold.intent === row.got.intent.label;
}

function isTemplateRight(row: Answered): boolean {
  return row.ranked[0] === row.gold.template;
}

function goldSpans({ gold }: Answered, type: EntityType): string[] {
  const points = [...gold.text];
  return gold.entities
    .filter((entity) => entity.type === type)
    .map((entity) => {
      const start = points.slice(0, entity.start).join('').length;
      return `${start}:${points.slice(entity.start, entity.end).join('')}`;
    });
}

function gotSpans({ got }: Answered, type: EntityType): string[] {
  return got.entities
    .filter((entity) => entity.type === type)
    .map((entity) => `${entity.start}:${entity.text}`);
}

function countSpans(row: Answered, type: EntityType): SpanCounts {
  const want = new Set(goldSpans(row, type));
  const have = gotSpans(row, type);
  const hit = have.filter((span) => want.has(span)).length;
  return { hit, wrong: have.length - hit, missed: want.size - hit };
}
