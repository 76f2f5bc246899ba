/** What stood at a path before and what stands there after; null where there was nothing. */
export type Changes = Record<string, [before: unknown, after: unknown]>;

/**
 * Where two JSON values differ, each place once and as deep as it goes; the order of keys does not matter.
 * @example changesBetween({ bodies: { en: { ok: 'a' } } }, { bodies: { en: { ok: 'b' } } }) // { 'bodies.en.ok': ['a', 'b'] }
 */
export function changesBetween(before: unknown, after: unknown): Changes {
  return Object.fromEntries(differences(before, after, ''));
}

type Difference = [path: string, change: [unknown, unknown]];

function differences(before: unknown, after: unknown, path: string): Difference[] {
  if (before === after) return [];
  const [left, right] = [childrenOf(before), childrenOf(after)];
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) {
    return [[path, [before ?? null, after ?? null]]];
  }
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
    differences(left.get(key), right.get(key), Array.isArray(before) ? `${path}[${key}]` : join(path, key)),
  );
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function childrenOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}
