import type { ChannelName } from '../common';
import type { CustomerIdentity } from '../storefront';
import type { Rendered } from '../templates';

export type { ChannelName };

/** Who a verified token names, and until when (ISO 8601). */
export interface SignedInCustomer extends CustomerIdentity {
  expiresAt: string;
}

/** One customer message, from any channel. */
export interface IncomingMessage {
  channel: ChannelName;
  conversationId: string;
  /** Who wrote it, as the channel knows it: proof of identity belongs to (conversation, sender). */
  senderId: string;
  /** The client's id for this message; a retry carries the same one. Absent: a new message every time. */
  messageId?: string;
  text: string;
  locale?: string;
  /** Others read along: nobody is told there what they have not asked for. */
  isGroup?: boolean;
  /** From a verified customer token. */
  customer?: SignedInCustomer;
  /** Where late replies go, as the channel needs it (a Bot Framework conversation reference). */
  replyAddress?: unknown;
}

export type Thumbs = 'up' | 'down';

/** What a customer thinks of an answer. */
export interface Feedback {
  conversationId: string;
  /** Of the message whose answer is meant; absent: the last one. */
  messageId?: string;
  /** null takes back what was said before. */
  thumbs: Thumbs | null;
  /** Counts only where this is what was said before. */
  onlyAfter?: Thumbs;
}

export type FeedbackResult =
  /** What holds now. */
  | { kind: 'taken'; thumbs: Thumbs | null }
  | { kind: 'unknown_conversation' }
  /** No such message was answered, or none at all. */
  | { kind: 'unknown_message' };

export type TurnResult =
  | { kind: 'answered'; replies: Rendered[]; isRepeat: boolean }
  /** The message id was used before with another text. */
  | { kind: 'message_id_conflict' }
  | { kind: 'unknown_conversation' }
  /** The token names another customer than the one this conversation belongs to. */
  | { kind: 'other_customer' };
