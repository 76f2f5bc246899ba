import { isTooDeep } from '../../common';

/** What `jsonb` and `text` refuse: NUL, and half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;
const REPLACEMENT = '\uFFFD';

/** A text that the database takes. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, REPLACEMENT);
}

/**
 * The JSON object that the text is, in which every text can be stored: one odd character in a customer's name must not
 * cost the order. Undefined for anything else.
 */
export function storableObject(text: string): object | undefined {
  const json = parse(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json) || isTooDeep(json)) return undefined;
  // Without an escape there is nothing to replace, and most events have none.
  return /\\u(0000|d[89a-f])/i.test(text) ? (storable(json) as object) : json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function storable(json: unknown): unknown {
  if (typeof json === 'string') return storableText(json);
  if (Array.isArray(json)) return json.map(storable);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [storableText(name), storable(value)]),
  );
}
