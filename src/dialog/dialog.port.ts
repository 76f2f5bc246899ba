import type { Rendered } from '../templates';
import type { ChannelName, IncomingMessage, TurnResult } from './dialog.types';

/** The bot, as the channels see it. Also the DI token. */
export abstract class DialogPort {
  /** A new conversation with a secret id. */
  abstract begin(channel: ChannelName, locale?: string): Promise<string>;

  /** Our conversation for a channel's own conversation id, created at its first message. */
  abstract conversationFor(channel: ChannelName, externalId: string, replyAddress: unknown): Promise<string>;

  /**
   * Answers one message: recorded and answered once, in order within its conversation.
   * Never throws for what a customer typed; a fault inside is answered by the `system_trouble` prompt and a ticket.
   * @throws NluOverloadedError when the bounded queue is full: the message is not recorded, the client may retry
   */
  abstract handle(message: IncomingMessage): Promise<TurnResult>;

  /** One of the dialog's own prompts for a conversation, outside any turn (a greeting for a new member). */
  abstract prompt(id: string, conversation: PromptedConversation): Promise<Rendered>;

  /** Late, staff and proactive messages after the cursor; undefined for an unknown conversation. */
  abstract lateMessages(conversationId: string, after: number): Promise<LateMessages | undefined>;
}

/** Whom a prompt is said to. */
export interface PromptedConversation {
  conversationId: string;
  channel: ChannelName;
  locale: string;
}

export interface LateMessages {
  messages: { id: number; text: string; author: string; createdAt: string; templateId?: string }[];
  /** Pass as `after` next time. */
  cursor: number;
}
