import { OUTCOMES } from '../../common';
import type { Template } from '../template.types';

const FIELDS = [
  'kind',
  'id',
  'intent',
  'description',
  'examples',
  'needs',
  'action',
  'bodies',
  'suggestedActions',
];
const ACTION_FIELDS = ['type', 'confirm'];
const BODY_KEYS = ['confirm', ...OUTCOMES];
const WORDING_FIELDS = ['name', 'channel', 'weight', 'text'];

/**
 * The template with its fields in the order in which people read them, locales by name: the database keeps no order,
 * and a file for git has to have the same one every time.
 */
export function inFixedOrder<T extends Template>(template: T): T {
  const { action, bodies, suggestedActions } = template;
  return ordered(
    {
      ...template,
      action: action && ordered(action, ACTION_FIELDS),
      bodies: mapValues(ordered(bodies), (texts) => mapValues(ordered(texts, BODY_KEYS), orderedBody)),
      ...(suggestedActions && { suggestedActions: ordered(suggestedActions) }),
    },
    FIELDS,
  );
}

/** A body is a text, or a list of wordings. */
function orderedBody<T>(body: T): T {
  if (!Array.isArray(body)) return body;
  return body.map((wording: object) => ordered(wording, WORDING_FIELDS)) as T;
}

/** The named keys first, in the order named, then the others by name. */
function ordered<T extends object>(record: T, first: readonly string[] = []): T {
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
  const byRank = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);
  const entries = new Map(Object.entries(record));
  return Object.fromEntries([...entries.keys()].sort(byRank).map((key) => [key, entries.get(key)])) as T;
}

function mapValues<T extends object>(record: T, change: (value: T[keyof T]) => T[keyof T]): T {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value as T[keyof T])]),
  ) as T;
}
