import type { Understanding } from '../nlu';
import type { Transaction } from '../storage';
import type { ShopFacts } from '../storefront';
import type { Catalogue, Rendered } from '../templates';
import { rememberSender, senderOf, type ConversationState } from './conversation-state';
import type { IncomingMessage, SignedInCustomer } from './dialog.types';
import type { TurnContext } from './turn-context';
import type { TurnService } from './turn.service';

/** A conversation as far as a turn needs it. */
export interface Remembered {
  locale: string;
  state: ConversationState;
}

/** A message with what a turn works with. */
export interface Heard {
  tx: Transaction;
  message: IncomingMessage;
  understanding: Understanding;
  /** The version that the message was understood with. */
  catalogue: Catalogue;
  shop: ShopFacts;
  now: Date;
}

/** Takes a conversation one message further. What is remembered afterwards is a copy: nothing is stored here. */
export async function takeTurn(
  turns: TurnService,
  conversation: Remembered,
  { tx, message, understanding, catalogue, shop, now }: Heard,
): Promise<{ state: ConversationState; replies: Rendered[] }> {
  // A copy: should this attempt be rolled back, the next starts from what was stored.
  const state = structuredClone(conversation.state);
  const sender = rememberSender(state, message.senderId);
  if (message.customer) sender.proof.customer = message.customer;
  state.turn += 1;
  const turn: TurnContext = {
    tx,
    message,
    locale: message.locale ?? conversation.locale,
    understanding,
    catalogue,
    shop,
    customer: unexpired(sender.proof.customer, now),
    turnNumber: state.turn,
    state: sender,
    replies: [],
  };
  await turns.answer(turn);
  state.lastPrompt = turn.replies.at(-1)?.text ?? '';
  return { state, replies: turn.replies };
}

/** A conversation belongs to the first customer who signed in to it with the same sender. */
export function isOtherCustomer({ state }: Remembered, message: IncomingMessage): boolean {
  const known = senderOf(state, message.senderId)?.proof.customer;
  return (
    known !== undefined && message.customer !== undefined && known.customerId !== message.customer.customerId
  );
}

/** A token's rights end with it, though the conversation goes on. */
function unexpired(customer: SignedInCustomer | undefined, now: Date): SignedInCustomer | undefined {
  return customer && new Date(customer.expiresAt) > now ? customer : undefined;
}
