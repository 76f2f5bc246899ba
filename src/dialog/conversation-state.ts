import type { CustomerIdentity } from '../storefront';

/** What the dialog remembers between two messages; stored with the conversation, plain JSON. */
export interface ConversationState {
  /** Customer messages so far; numbers the tasks. */
  turn: number;
  task: OpenTask | null;
  /** A question of the dialog's own that a yes, a no or a choice answers. */
  offer: Offer | null;
  /** Who proved what: identity belongs to (conversation, sender). */
  proofs: Record<string, Proof>;
  /** What was talked about last, for "and when will it come?". */
  mentioned: { orderNumber?: string; sku?: string };
  /** The bot's last words: the context of the next message. */
  lastPrompt: string;
  /** Messages in a row that were not understood. */
  notUnderstood: number;
}

/** A template on its way to an answer: facts are filled one at a time, then it acts. */
export interface OpenTask {
  templateId: string;
  /** The turn that opened it: part of the action's idempotency key. */
  openedAt: number;
  /** The message that opened it: the customer's own words for a ticket. */
  openedBy: string;
  given: GivenFacts;
  waitingFor: Asked | 'confirm';
  /** Times the open question was put; a second miss offers a person. */
  misses: number;
}

/** What the customer said so far; the records themselves are read anew in each turn. */
export interface GivenFacts {
  orderNumber?: string;
  email?: string;
  /** The words in which the customer picked an order line. */
  lineWords?: string;
  sku?: string;
  reason?: string;
  newAddress?: string;
  wantedItem?: string;
}

export type Asked = 'orderNumber' | 'email' | 'orderLine' | 'product' | 'reason' | 'newAddress' | 'wantedItem';

export type Offer = { kind: 'person'; message: string } | { kind: 'did_you_mean'; message: string };

export interface Proof {
  /** From a verified token: all orders of this customer. */
  customer?: CustomerIdentity;
  /** Orders proved by their e-mail in this chat. */
  orderIds: string[];
}

export function initialState(): ConversationState {
  return { turn: 0, task: null, offer: null, proofs: {}, mentioned: {}, lastPrompt: '', notUnderstood: 0 };
}
