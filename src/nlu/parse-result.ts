import type { Entity, Understanding } from './nlu.types';

/** What `npm run parse` and `POST /v1/admin/nlu/parse` answer. */
export interface ParseResult {
  intent: Understanding['intent'];
  inScope: boolean;
  scopeConfidence: number;
  entities: Entity[];
  /** Best first. */
  templates: { id: string; score: number }[];
  model: Understanding['model'];
}

/** The public form of an understanding; `isListed` leaves templates out whose choice makes no sense there. */
export function toParseResult(
  { intent, inScope, scopeConfidence, entities, templates, model }: Understanding,
  isListed: (templateId: string) => boolean = () => true,
): ParseResult {
  const listed = templates.filter(({ id }) => isListed(id)).map(({ id, score }) => ({ id, score }));
  return { intent, inScope, scopeConfidence, entities, templates: listed, model };
}
