import { BODY_KEYS, type BodyKey, type Kind, type Template } from '../../api';

export interface Work {
  template: Template;
  kind: Kind;
}

export type Side = 'mine' | 'theirs';

/** One part of a template that two people wrote differently, as text that can be compared. */
export interface Difference {
  path: string;
  mine: string;
  theirs: string;
  /** Only one of the two changed it since both began, so there is nothing to decide; otherwise undefined. */
  changedBy: Side | undefined;
}

type Parts = Map<string, unknown>;

/** Every part in which mine and theirs are not the same. */
export function differences(base: Work, mine: Work, theirs: Work): Difference[] {
  const [before, here, there] = [partsOf(base), partsOf(mine), partsOf(theirs)];
  const paths = [...new Set([...there.keys(), ...here.keys()])];
  return paths.flatMap((path) => {
    const [was, one, other] = [before.get(path), here.get(path), there.get(path)];
    if (isSame(one, other)) return [];
    const changedBy = isSame(was, other) ? 'mine' : isSame(was, one) ? 'theirs' : undefined;
    return [{ path, mine: asText(one), theirs: asText(other), changedBy }];
  });
}

/** Theirs, with those parts of mine that were chosen. */
export function mergeWork(mine: Work, theirs: Work, choices: ReadonlyMap<string, Side>): Work {
  const parts = partsOf(theirs);
  for (const [path, value] of partsOf(mine)) {
    if (choices.get(path) === 'mine') parts.set(path, value);
  }
  for (const [path, side] of choices) {
    if (side === 'mine' && !partsOf(mine).has(path)) parts.delete(path);
  }
  return workOf(parts, theirs);
}

function partsOf({ template, kind }: Work): Parts {
  const parts: Parts = new Map<string, unknown>([
    ['kind', kind],
    ['intent', template.intent],
    ['description', template.description],
    ['examples', template.examples],
    ['needs', template.needs],
    ['action', template.action],
  ]);
  for (const [locale, texts] of Object.entries(template.bodies)) {
    for (const key of BODY_KEYS) {
      if (texts[key] !== undefined) parts.set(`bodies.${locale}.${key}`, texts[key]);
    }
  }
  for (const [locale, texts] of Object.entries(template.suggestedActions ?? {})) {
    parts.set(`suggestedActions.${locale}`, texts);
  }
  return parts;
}

function workOf(parts: Parts, { template }: Work): Work {
  const value = <T>(path: string): T => parts.get(path) as T;
  const bodies: Template['bodies'] = {};
  const suggestedActions: Record<string, string[]> = {};
  for (const path of parts.keys()) {
    const [group, locale = '', key] = path.split('.');
    if (group === 'bodies') bodies[locale] = { ...bodies[locale], [key as BodyKey]: value(path) };
    if (group === 'suggestedActions') suggestedActions[locale] = value(path);
  }
  return {
    kind: value('kind'),
    template: {
      id: template.id,
      intent: value('intent'),
      description: value('description'),
      examples: value('examples'),
      needs: value('needs'),
      action: value('action'),
      bodies,
      ...(Object.keys(suggestedActions).length > 0 && { suggestedActions }),
    },
  };
}

/** Lists with a line an entry, so that a comparison shows which entry it is. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('\n');
  return JSON.stringify(value, undefined, 2);
}

export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isSame(left[key], right[key]));
}
