/** Longer ids than any source gives would not fit the database's index. */
const LONGEST_ID = 200;

/** `order:1001`, from the first of the fields that holds an id; undefined where none does. */
export function resourceKeyOf(
  candidates: readonly (readonly [kind: string, id: unknown])[],
): string | undefined {
  const found = candidates.find(([kind, id]) => kind !== '' && isId(id));
  return found && `${found[0]}:${String(found[1])}`;
}

/** The value at a path of fields, if there is one. */
export function fieldOf(payload: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    payload,
  );
}

function isId(id: unknown): id is string | number {
  return typeof id === 'number' || (typeof id === 'string' && id.length > 0 && id.length <= LONGEST_ID);
}
