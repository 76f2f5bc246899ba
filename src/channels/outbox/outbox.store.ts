import type { OutboxPayload } from '../../storage';

/** One message to deliver. */
export interface OutboxItem {
  id: number;
  conversationId: string;
  channel: string;
  payload: OutboxPayload;
  /** The conversation's own address, for a message that answers nothing. */
  conversationAddress: unknown;
  /** This attempt's number, from 1; one that a crash cut short counts. */
  attempt: number;
  createdAt: Date;
}

/** The outbox rows of the channels that deliver. Also the DI token. */
export abstract class OutboxStore {
  /** Adds a message unless the conversation already has one with its `onceKey`. */
  abstract add(conversationId: string, channel: string, payload: OutboxPayload, now: Date): Promise<void>;

  /** Conversations of these channels whose oldest waiting message is due, the longest due first; not all at once. */
  abstract dueConversations(channels: string[], now: Date): Promise<string[]>;

  /**
   * The oldest message of the conversation that waits, if it is due, for this process alone until `leaseUntil`.
   * Later messages of the conversation wait behind it, so that they arrive in order.
   */
  abstract claim(
    conversationId: string,
    channels: string[],
    now: Date,
    leaseUntil: Date,
  ): Promise<OutboxItem | undefined>;

  /** `deliveredAs`: the channel's own id of the message, where it gives one. */
  abstract markDelivered(id: number, now: Date, deliveredAs?: string): Promise<void>;

  /** The id of the customer's message that was answered by a message with this id of the channel's. */
  abstract answeredBy(conversationId: string, deliveredAs: string): Promise<string | undefined>;

  abstract retryAt(id: number, at: Date): Promise<void>;

  /** Leaves the message in its row, for good; the next one of its conversation no longer waits for it. */
  abstract giveUp(id: number, now: Date): Promise<void>;
}
