import { checkTemplate, type TemplateCheck } from '../checking/template-check';
import { otherKind } from '../templates.errors';
import type { TemplateFault, TemplateKind } from '../template.types';

/** Names of addresses beside `/templates/{id}`. */
const RESERVED_IDS = ['export', 'facts'];
/** PostgreSQL keeps neither U+0000 nor half a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
/** A template is not deeper; anything deeper is a fault of its own. */
const MAX_DEPTH = 6;

/** What else is known about a template's place. */
interface Place {
  /** The id it has to have. */
  id?: string;
  /** The kind of the template that has this id now. */
  takenBy?: TemplateKind;
}

/** Checks a template that is to be stored: by itself as `checkTemplate` does, and whether it fits its place. */
export function checkCandidate(candidate: unknown, kind: TemplateKind, place: Place = {}): TemplateCheck {
  const check = checkTemplate(candidate, kind);
  const faults = [
    ...(check.kind === 'invalid' ? check.faults : []),
    ...checkPlace(candidate, kind, place),
    ...checkTexts(check.kind === 'valid' ? check.template : candidate, '', 0),
  ];
  return faults.length > 0 ? { kind: 'invalid', faults } : check;
}

function checkPlace(candidate: unknown, kind: TemplateKind, { id, takenBy }: Place): TemplateFault[] {
  const own = (candidate as { id?: unknown } | null | undefined)?.id;
  const faults: TemplateFault[] = [];
  if (id !== undefined && own !== id) {
    faults.push({ path: 'id', code: 'other_id', message: `The address says "${id}".` });
  }
  if (RESERVED_IDS.includes(String(own))) {
    faults.push({ path: 'id', code: 'reserved_id', message: `"${String(own)}" cannot be an id.` });
  }
  if (takenBy && takenBy !== kind) faults.push(otherKind({ id: String(own), kind: takenBy }));
  return faults;
}

function checkTexts(value: unknown, path: string, depth: number): TemplateFault[] {
  if (typeof value === 'string') {
    const message = 'There is a character in this text that cannot be stored (U+0000, or half of a pair).';
    return UNSTORABLE.test(value) ? [{ path, code: 'unstorable_character', message }] : [];
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  const dot = path === '' ? '' : '.';
  return Object.entries(value).flatMap(([key, child]) =>
    checkTexts(child, Array.isArray(value) ? `${path}[${key}]` : `${path}${dot}${key}`, depth + 1),
  );
}
