import type { Understanding } from '../nlu';
import type { Transaction } from '../storage';
import type { GuestProof, Order, ShopFacts } from '../storefront';
import type { CatalogueView, Rendered } from '../templates';
import type { SenderState } from './conversation-state';
import type { ChannelName, IncomingMessage, SignedInCustomer } from './dialog.types';

/** Everything one turn works with; `state` (the sender's) and `replies` are what it changes. */
export interface TurnContext {
  tx: Transaction;
  message: IncomingMessage;
  /** Of the conversation: the chat page's messages come in by `rest`. */
  channel: ChannelName;
  locale: string;
  understanding: Understanding;
  /** The version that the message was understood with: what is published meanwhile counts from the next turn on. */
  catalogue: CatalogueView;
  shop: ShopFacts;
  /** What proves an order of somebody who is not signed in. */
  guestProof: GuestProof;
  /** Who is signed in: by this message's token, or by an earlier one that has not expired. */
  customer: SignedInCustomer | undefined;
  /** The number of this turn in its conversation. */
  turnNumber: number;
  state: SenderState;
  /** The bot's last words before this message. */
  lastPrompt: string;
  replies: Rendered[];
  /** Orders that the sender has proved to be theirs and asked about in this turn, by id. */
  ordersAskedFor: Map<string, Order>;
}
