import type { WordingKey } from '../templates';
import type { SignedInCustomer } from './dialog.types';

/** What the dialog remembers between two messages; stored with the conversation, plain JSON. */
export interface ConversationState {
  /** Customer messages so far; numbers the tasks. */
  turn: number;
  /** The bot's last words: the context of the next message. */
  lastPrompt: string;
  /** Each sender's own business: in a group, nobody answers another's question or uses another's proof. */
  senders: Record<string, SenderState>;
}

export interface SenderState {
  task: OpenTask | null;
  /** A question of the dialog's own that a yes or a no answers. */
  offer: Offer | null;
  /** What this sender proved in this conversation. */
  proof: Proof;
  /** What was talked about last, for "and when will it come?". */
  mentioned: { orderNumber?: string; sku?: string };
  /** An order's number and e-mail from a message whose wish did not need them, and its turn. */
  heard?: { orderNumber?: string; email?: string; turn: number } | undefined;
  /** Messages in a row that were not understood. */
  notUnderstood: number;
  /** Times in a row that the answer was the one that stood right above already. */
  sameAnswers?: number;
  /** What the last message was answered with; what comes next is counted for it. */
  answeredWith?: WordingKey;
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
  /** The order's lines, or the products, to choose from while one is asked for. */
  choices?: LineChoice[];
  /** Times the open question was put again; a second miss offers a person. */
  misses: number;
  /** Order number and e-mail that did not prove an order: the same pair is not tried again. */
  refused?: string;
  /** Order number and e-mail that a code was asked for: the question for it may come again without another mail. */
  codeAskedFor?: string;
}

/** What the customer said so far; the records themselves are read anew in each turn. */
export interface GivenFacts {
  orderNumber?: string;
  email?: string;
  /** From a mail; one that was compared is gone. */
  code?: string;
  /** The words in which the customer picked an order line. */
  lineWords?: string;
  sku?: string;
  reason?: string;
  newAddress?: string;
  wantedItem?: string;
}

export type Asked =
  'orderNumber' | 'email' | 'code' | 'orderLine' | 'product' | 'reason' | 'newAddress' | 'wantedItem';

export type Offer =
  | { kind: 'person'; message: string }
  /** `given` is what the message told already, for whichever wish it turns out to be. */
  | { kind: 'did_you_mean'; message: string; templateIds: string[]; given: GivenFacts };

export interface Proof {
  /** From the last verified token: all orders of this customer, until the token expires. */
  customer?: SignedInCustomer;
  /** Orders proved in this chat, by their e-mail or by a code sent there. */
  orderIds: string[];
  /** The address of each when it was proved: under another it has to be proved anew. */
  emails?: Record<string, string>;
  /** The address that proved the last of them. */
  email?: string;
  /** Orders that this address was tried for without having been asked for. */
  tried?: string[];
}

export interface LineChoice {
  sku: string;
  name: string;
}

export function initialState(): ConversationState {
  return { turn: 0, lastPrompt: '', senders: {} };
}

export function initialSenderState(): SenderState {
  return {
    task: null,
    offer: null,
    proof: { orderIds: [] },
    mentioned: {},
    heard: undefined,
    notUnderstood: 0,
  };
}

/** What is remembered of a sender; undefined for one who is new. A channel may call a sender `constructor`. */
export function senderOf({ senders }: ConversationState, senderId: string): SenderState | undefined {
  return Object.hasOwn(senders, senderId) ? senders[senderId] : undefined;
}

/** What is remembered of a sender, from now on also of one who is new. */
export function rememberSender(state: ConversationState, senderId: string): SenderState {
  const known = senderOf(state, senderId);
  if (known) return known;
  const value = initialSenderState();
  // Defined, not assigned: to assign `__proto__` adds no property, and JSON would forget it.
  Object.defineProperty(state.senders, senderId, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return value;
}
