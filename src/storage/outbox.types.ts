/** A message that waits for its channel, as an outbox row carries it. */
export interface OutboxPayload {
  text: string;
  suggestedActions?: string[];
  locale?: string;
  /** Absent for what a person wrote. */
  templateId?: string;
  templateVersion?: number;
  outcome?: string;
  /** `bot` unless said otherwise. */
  author?: string;
  /**
   * Where it goes and what it answers: `IncomingMessage.replyAddress` of the message it answers, as it was.
   * Absent: it answers nothing, and goes to the conversation's own address.
   */
  replyAddress?: unknown;
  /** The id of the customer's message that it answers, where it belongs to a turn. */
  answers?: string;
  /** The channel's own id of it, once it was delivered. */
  deliveredAs?: string;
  /** Added at most once per conversation. */
  onceKey?: string;
}
