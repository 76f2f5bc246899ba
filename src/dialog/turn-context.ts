import type { Understanding } from '../nlu';
import type { Transaction } from '../storage';
import type { ShopFacts } from '../storefront';
import type { Rendered } from '../templates';
import type { ConversationState, Proof } from './conversation-state';
import type { IncomingMessage } from './dialog.types';

/** Everything one turn works with; `state` and `replies` are what it changes. */
export interface TurnContext {
  tx: Transaction;
  message: IncomingMessage;
  locale: string;
  understanding: Understanding;
  shop: ShopFacts;
  state: ConversationState;
  replies: Rendered[];
}

/** What this sender has proved in this conversation so far. */
export function proofOf(turn: TurnContext): Proof {
  return (turn.state.proofs[turn.message.senderId] ??= { orderIds: [] });
}
