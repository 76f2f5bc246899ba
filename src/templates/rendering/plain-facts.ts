import { RenderError } from '../templates.errors';

const MAX_DEPTH = 8;

/** Control characters but the line break, lone surrogates, and what turns the direction of writing. */
const UNWANTED = /(?!\n)[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * A copy of the facts as plain JSON without prototypes: a body reaches records and nothing behind them.
 * @throws RenderError for anything but plain JSON
 */
export function plainFacts(facts: Record<string, unknown>): Record<string, unknown> {
  return plainRecord(facts, 'facts', 0);
}

function plain(value: unknown, path: string, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RenderError(`${path} is nested too deep`);
  switch (typeof value) {
    case 'string':
      return cleanText(value);
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value))
        return value.map((item, index) => plain(item, `${path}[${index}]`, depth + 1));
      if (isPlainObject(value)) return plainRecord(value, path, depth);
  }
  throw new RenderError(`${path} is not plain JSON`);
}

function plainRecord(source: object, path: string, depth: number): Record<string, unknown> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(source)) {
    if (value !== undefined) copy[key] = plain(value, `${path}.${key}`, depth + 1);
  }
  return copy;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(UNWANTED, '');
}
