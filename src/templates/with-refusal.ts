import { isRecord } from './checking/unchecked';

/**
 * A stored template as it is meant: one that was written before the shop could refuse what it was asked for says then
 * what it says where something is not allowed. Whoever saves it again is asked for words of its own.
 */
export function withRefusal(definition: unknown): unknown {
  if (!isRecord(definition) || !isRecord(definition.bodies)) return definition;
  const bodies = Object.entries(definition.bodies).map(([locale, texts]): [string, unknown] => {
    if (!isRecord(texts) || 'refused' in texts || !('not_allowed' in texts)) return [locale, texts];
    return [locale, { ...texts, refused: texts.not_allowed }];
  });
  return { ...definition, bodies: Object.fromEntries(bodies) };
}
