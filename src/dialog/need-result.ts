import type { Order, OrderLine, Product } from '../storefront';
import type { Asked } from './conversation-state';

/** The records that a template's needs come to. */
export interface FilledFacts {
  order?: Order;
  orderLine?: OrderLine;
  product?: Product;
  customer?: { email: string };
  reason?: string;
  newAddress?: string;
  wantedItem?: string;
}

export type NeedResult =
  | { kind: 'filled'; facts: FilledFacts }
  /** Say `prompt` and wait for the answer. */
  | { kind: 'ask'; waitingFor: Asked; prompt: string; facts: Record<string, unknown> }
  /** Say `prompt` and end the task. */
  | { kind: 'end'; prompt: string; facts: Record<string, unknown> };

export function ask(waitingFor: Asked, prompt: string, facts: Record<string, unknown>): NeedResult {
  return { kind: 'ask', waitingFor, prompt, facts };
}
