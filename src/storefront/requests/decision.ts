import type { ActionFacts } from '../storefront.types';
import type { ShopsWord } from '../actions/shops-word';

export const DECISIONS = ['ok', 'refused'] as const;
export type Decision = (typeof DECISIONS)[number];

/** What comes with a decision. */
export interface DecisionDetails extends ShopsWord {
  /** Why it was refused, in the shop's words; the customer is told. */
  reason?: string;
  /** The same as a word that templates can branch on. */
  refusal?: ActionFacts['refusal'];
}

/** Who decides. */
export interface Decider {
  /** `push:shopify`, `event:standard`, `user:…`, for the records. */
  name: string;
  /** Where one of the shop's systems says what it has done itself: its API need not be told. */
  source?: string;
}

/**
 * `decided`: done or refused, and the customer will be told. `approved`: the shop's API is told, and has to accept it.
 * `same`: it was decided so before. `conflict`: it was decided otherwise before, and that stays. `gone`: the order, or
 * the item, is no longer on record; nobody is told.
 */
export type DecisionResult =
  { kind: 'decided' | 'approved' | 'same' | 'gone' | 'unknown' } | { kind: 'conflict'; decision: Decision };
