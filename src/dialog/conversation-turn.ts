import type { Understanding } from '../nlu';
import type { Transaction } from '../storage';
import type { GuestProof, ShopFacts } from '../storefront';
import { wordingOf, type CatalogueView } from '../templates';
import { rememberSender, senderOf, type ConversationState, type SenderState } from './conversation-state';
import type { ChannelName, IncomingMessage, SignedInCustomer } from './dialog.types';
import type { TurnContext } from './turn-context';
import type { TurnService } from './turn.service';

/** A conversation as far as a turn needs it. */
export interface Remembered {
  channel: ChannelName;
  locale: string;
  state: ConversationState;
}

/** A message with what a turn works with. */
export interface Heard {
  tx: Transaction;
  message: IncomingMessage;
  understanding: Understanding;
  /** The version that the message was understood with, or one on trial. */
  catalogue: CatalogueView;
  shop: ShopFacts;
  guestProof: GuestProof;
  now: Date;
}

/** A conversation after a turn, and what the sender's part of it was before. */
export interface TakenTurn {
  state: ConversationState;
  turn: TurnContext;
  before: SenderState;
}

/** Takes a conversation one message further. What is remembered afterwards is a copy: nothing is stored here. */
export async function takeTurn(
  turns: TurnService,
  conversation: Remembered,
  { tx, message, understanding, catalogue, shop, guestProof, now }: Heard,
): Promise<TakenTurn> {
  // A copy: should this attempt be rolled back, the next starts from what was stored.
  const state = structuredClone(conversation.state);
  const sender = rememberSender(state, message.senderId);
  // What a guest proved here before may be somebody else's: it ends when a customer signs in.
  if (message.customer) sender.proof = { customer: message.customer, orderIds: [] };
  state.turn += 1;
  const before = { ...sender };
  const turn: TurnContext = {
    tx,
    message,
    channel: conversation.channel,
    locale: message.locale ?? conversation.locale,
    understanding,
    catalogue,
    shop,
    guestProof,
    customer: unexpired(sender.proof.customer, now),
    turnNumber: state.turn,
    state: sender,
    lastPrompt: conversation.state.lastPrompt,
    replies: [],
    ordersAskedFor: new Map(),
  };
  await turns.answer(turn);
  state.lastPrompt = turn.replies.at(-1)?.text ?? '';
  sender.answeredWith = turn.replies[0] && wordingOf(turn.replies[0]);
  return { state, turn, before };
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
