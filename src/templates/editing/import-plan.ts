import { setImmediate as otherWork } from 'node:timers/promises';
import type { TemplateCheck } from '../checking/template-check';
import { otherKind } from '../templates.errors';
import { TEMPLATE_KINDS, type Template, type TemplateFault, type TemplateKind } from '../template.types';
import { checkCandidate } from './candidate-check';
import { inFixedOrder } from './fixed-order';
import { changesBetween, type Changes } from './structural-diff';

/** What an import does with one template of its file. */
export interface ImportChange {
  /** Empty where the file names none. */
  id: string;
  /** `new`: not in the catalogue now. `conflict`: there is a draft that says something else. */
  change: 'new' | 'changed' | 'same' | 'invalid' | 'conflict';
  /** Where it differs from the published template, or from the draft in conflict. */
  paths: string[];
  faults: TemplateFault[];
}

/** One that would be written, `new` or `changed`. */
export interface PlannedTemplate {
  template: Template;
  kind: TemplateKind;
  /** What there is in the catalogue, or was last. */
  before: { template: Template; version: number } | null;
  changes: Changes;
  /** There is a draft already that says the same. */
  isDrafted: boolean;
}

/** What there is under an id now. */
export interface Existing {
  kind?: TemplateKind;
  published?: { template: Template; version: number; isArchived: boolean };
  draft?: { template: Template; kind: TemplateKind };
}

export interface ImportPlan {
  changes: ImportChange[];
  writes: PlannedTemplate[];
}

/** One of the file's, checked by itself. */
export interface CheckedEntry {
  /** Empty where it names none. */
  id: string;
  kind?: TemplateKind;
  check: TemplateCheck;
}

/** Checks thousands of templates: between them others have their turn, so this goes before any transaction. */
export async function checkEntries(entries: unknown[], defaultLocale: string): Promise<CheckedEntry[]> {
  const checked: CheckedEntry[] = [];
  for (const entry of entries) {
    const { kind: named, ...candidate } = (entry ?? {}) as { kind?: unknown };
    const kind = TEMPLATE_KINDS.find((each) => each === named);
    const check = checkCandidate(candidate, kind ?? 'answer', { defaultLocale });
    checked.push({ id: idOf(entry), kind, check });
    await otherWork();
  }
  return checked;
}

/** Says what importing these would do. Nothing is written. */
export function planImport(entries: CheckedEntry[], existing: ReadonlyMap<string, Existing>): ImportPlan {
  const seen = new Set<string>();
  const planned = entries.map((entry) => {
    const { id } = entry;
    const isTwice = id !== '' && seen.has(id);
    seen.add(id);
    return planOne(entry, existing.get(id) ?? {}, isTwice);
  });
  return {
    changes: planned.map(({ change }) => change),
    writes: planned.flatMap(({ write }) => write ?? []),
  };
}

interface Planned {
  change: ImportChange;
  write?: PlannedTemplate;
}

function planOne(
  { id, kind, check }: CheckedEntry,
  { kind: takenBy, published, draft }: Existing,
  isTwice: boolean,
): Planned {
  const faults = [
    ...(kind ? [] : [UNKNOWN_KIND]),
    ...(isTwice ? [TWICE] : []),
    ...(kind && takenBy && takenBy !== kind ? [otherKind({ id, kind: takenBy })] : []),
    ...(check.kind === 'invalid' ? check.faults : []),
  ];
  if (check.kind === 'invalid' || !kind || faults.length > 0) {
    return { change: { id, change: 'invalid', paths: [], faults } };
  }
  const template = inFixedOrder(check.template);
  const changes = changesBetween(published?.template ?? {}, template);
  const isIn = published && !published.isArchived;
  if (isIn && Object.keys(changes).length === 0) {
    return { change: { id, change: 'same', paths: [], faults } };
  }
  const inConflict = draft ? Object.keys(changesBetween(withKind(draft), withKind({ template, kind }))) : [];
  if (inConflict.length > 0) return { change: { id, change: 'conflict', paths: inConflict, faults } };
  return {
    change: { id, change: isIn ? 'changed' : 'new', paths: Object.keys(changes), faults },
    write: { template, kind, before: published ?? null, changes, isDrafted: draft !== undefined },
  };
}

function withKind({ template, kind }: { template: Template; kind: TemplateKind }): object {
  return { kind, ...template };
}

function idOf(entry: unknown): string {
  const { id } = (entry ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : '';
}

const UNKNOWN_KIND: TemplateFault = {
  path: 'kind',
  code: 'unknown_kind',
  message: `The kind is one of ${TEMPLATE_KINDS.join(', ')}.`,
};
const TWICE: TemplateFault = {
  path: 'id',
  code: 'twice',
  message: 'The file has a template of this id already.',
};
