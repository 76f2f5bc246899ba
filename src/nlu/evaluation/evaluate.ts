import type { EntityType } from '../nlu.types';
import type { Answered, LabelledMessage } from './answered';
import {
  auroc,
  calibrationError,
  caughtAt,
  macroRecall,
  share,
  spanF1,
  type Figure,
  type SpanCounts,
} from './measures';
import { newTemplateScores } from './new-templates';
import { score, scoreOfItems, type Score } from './score';

const TYPES: EntityType[] = ['ORDER_NUMBER', 'PRODUCT_ID'];

const isInScope = ({ in_scope }: LabelledMessage): boolean => in_scope;
const hasTemplate = ({ in_scope, template }: LabelledMessage): boolean => in_scope && template !== null;
const scopeOf = ({ gold, got }: Answered): { isPositive: boolean; score: number } => ({
  isPositive: gold.in_scope,
  score: got.scopeConfidence,
});
const isTrue = (is: boolean): boolean => is;

/** Every score of the model card. */
const SCORES: Score[] = [
  score('intent accuracy', {
    isAbout: isInScope,
    of: isIntentRight,
    measure: (some) => share(some, isTrue),
  }),
  score('intent macro recall', {
    isAbout: isInScope,
    of: ({ gold, got }) => ({ gold: gold.intent ?? '', predicted: got.intent.label }),
    measure: macroRecall,
  }),
  score('scope AUROC', { isAbout: () => true, of: scopeOf, measure: auroc }),
  score('out of scope caught at 5 % refused', {
    isAbout: () => true,
    of: scopeOf,
    measure: (some) => caughtAt(some, 0.05),
  }),
  score('in scope refused at the threshold', {
    isAbout: isInScope,
    of: ({ got }) => !got.inScope,
    measure: (some) => share(some, isTrue),
    isError: true,
  }),
  score('out of scope caught at the threshold', {
    isAbout: (gold) => !gold.in_scope,
    of: ({ got }) => !got.inScope,
    measure: (some) => share(some, isTrue),
  }),
  score('template top-1', {
    isAbout: hasTemplate,
    of: isTemplateRight,
    measure: (some) => share(some, isTrue),
  }),
  score('template top-3', {
    isAbout: hasTemplate,
    of: ({ ranked, gold }) => ranked.slice(0, 3).includes(gold.template ?? ''),
    measure: (some) => share(some, isTrue),
  }),
  ...TYPES.map((type) =>
    score(`${type} F1`, { isAbout: isInScope, of: (row) => countSpans(row, type), measure: spanF1 }),
  ),
  score('bare number told by what the bot asked', {
    isAbout: isBareNumber,
    of: (row) => TYPES.every((type) => areSpansRight(row, type)),
    measure: (some) => share(some, isTrue),
  }),
  scoreOfItems('contrast pairs, both right', contrastPairs, (some) => share(some, isTrue)),
  score('calibration error of intent', {
    isAbout: isInScope,
    of: (row) => ({ confidence: row.got.intent.confidence, isRight: isIntentRight(row) }),
    measure: calibrationError,
    isError: true,
  }),
  score('calibration error of template', {
    isAbout: hasTemplate,
    of: (row) => ({ confidence: row.confidence, isRight: isTemplateRight(row) }),
    measure: calibrationError,
    isError: true,
  }),
];

/** The scores of a test: of the model card, or, where it has templates that training never saw, of those. */
export function scoresFor(newTemplates: ReadonlySet<string>): Score[] {
  return newTemplates.size > 0 ? newTemplateScores(newTemplates) : SCORES;
}

/** Every score with its interval; what the test has no messages for is left out. */
export function figures(rows: Answered[], scores = SCORES): Record<string, Figure> {
  const found = scores.map((one): [string, Figure] => [one.name, one.figure(rows)]);
  return Object.fromEntries(found.filter(([, { value }]) => !Number.isNaN(value)));
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

/** The customer answered a question with an order's number or a product's code, and nothing else. */
function isBareNumber({ text, context, entities }: LabelledMessage): boolean {
  const [only] = entities;
  if (!context || !only || entities.length > 1) return false;
  const points = [...text];
  const rest = [...points.slice(0, only.start), ...points.slice(only.end)].join('');
  return !/[\p{L}\p{N}]/u.test(rest);
}

/** For each contrast pair whether both messages have the right template, where they have one, and the right spans. */
function contrastPairs(rows: Answered[]): boolean[] {
  const pairs = new Map<string, boolean>();
  for (const row of rows) {
    if (row.gold.pair === undefined) continue;
    const isRight =
      (!hasTemplate(row.gold) || isTemplateRight(row)) &&
      row.gold.in_scope === row.got.inScope &&
      TYPES.every((type) => areSpansRight(row, type));
    pairs.set(row.gold.pair, isRight && (pairs.get(row.gold.pair) ?? true));
  }
  return [...pairs.values()];
}

function areSpansRight(row: Answered, type: EntityType): boolean {
  const { wrong, missed } = countSpans(row, type);
  return wrong + missed === 0;
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
