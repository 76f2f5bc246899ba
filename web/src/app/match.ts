export type Parameters = Record<string, string>;

/**
 * The parameters of a path that fits a pattern, else undefined.
 * @example match('/templates/:id/history', '/templates/engraving/history') // { id: 'engraving' }
 */
export function match(pattern: string, path: string): Parameters | undefined {
  const expected = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (expected.length !== given.length) return undefined;
  const parameters: Parameters = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
      continue;
    }
    try {
      parameters[part.slice(1)] = decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return parameters;
}
