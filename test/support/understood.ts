import type { Entity, EntityType, Understanding } from '../../src/nlu';

interface Said {
  text: string;
  orderNumbers?: string[];
  productIds?: string[];
  /** Template id → score; the rest of the catalogue is far off. */
  scores?: Record<string, number>;
  inScope?: boolean;
}

/** What the model would say of a message, made up: for tests of what the dialog does with it. */
export function understood({
  text,
  orderNumbers = [],
  productIds = [],
  scores = {},
  inScope = true,
}: Said): Understanding {
  return {
    intent: { label: 'inquiry', confidence: 1, scores: { inquiry: 1, return: 0, complaint: 0 } },
    inScope,
    scopeConfidence: inScope ? 0.99 : 0.01,
    entities: [
      ...orderNumbers.map((id) => entity(text, 'ORDER_NUMBER', id)),
      ...productIds.map((id) => entity(text, 'PRODUCT_ID', id)),
    ],
    templates: Object.entries(scores)
      .map(([id, score]) => ({ id, score, similarity: score }))
      .sort((a, b) => b.score - a.score),
    model: { name: 'made-up', version: '1' },
    thresholds: { scope: 0.5, lowScore: 0.4, nearTie: 0.1 },
    catalogueVersion: 1,
  };
}

function entity(text: string, type: EntityType, id: string): Entity {
  const start = text.indexOf(id);
  return { type, start, end: start + id.length, text: id, value: id.toUpperCase(), confidence: 1 };
}
