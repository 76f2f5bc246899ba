import { AppError, type Clock, newSecretId, SystemClock } from '../../src/common';
import {
  type ChannelName,
  DialogPort,
  type IncomingMessage,
  type LateMessages,
  type PromptedConversation,
  type TurnResult,
} from '../../src/dialog';
import type { OutboxPayload } from '../../src/storage';
import type { FakeOutbox } from './fake-outbox';

type Reply = Extract<TurnResult, { kind: 'answered' }>['replies'][number];

/** As src/nlu throws it; the channels know it by its code. */
class OverloadedError extends AppError {
  readonly code = 'NLU_OVERLOADED';
}

interface Conversation {
  channel: ChannelName;
  locale: string;
  customerId?: string;
  turns: Map<string, { text: string; replies: Reply[] }>;
  tail: Promise<unknown>;
}

/** A dialog without understanding that keeps the port's promises: once per message id, in order, outbox in the turn. */
export class FakeDialog extends DialogPort {
  readonly conversations = new Map<string, Conversation>();
  readonly handled: IncomingMessage[] = [];
  /** By which outbox rows are dated. */
  clock: Clock = new SystemClock();
  private readonly externalIds = new Map<string, string>();

  constructor(
    private readonly outbox: FakeOutbox,
    /** What the bot answers. */
    public script: (message: IncomingMessage) => Promise<Partial<Reply>[]> | Partial<Reply>[] = echo,
  ) {
    super();
  }

  override begin(channel: ChannelName, locale = 'en'): Promise<string> {
    const id = newSecretId();
    this.conversations.set(id, { channel, locale, turns: new Map(), tail: Promise.resolve() });
    return Promise.resolve(id);
  }

  override async conversationFor(
    channel: ChannelName,
    externalId: string,
    replyAddress: unknown,
  ): Promise<string> {
    const key = `${channel} ${externalId}`;
    const id = this.externalIds.get(key) ?? (await this.begin(channel));
    this.externalIds.set(key, id);
    this.outbox.addresses.set(id, replyAddress);
    return id;
  }

  override handle(message: IncomingMessage): Promise<TurnResult> {
    const conversation = this.conversations.get(message.conversationId);
    if (!conversation) return Promise.resolve({ kind: 'unknown_conversation' });
    const result = conversation.tail.then(() => this.answer(conversation, message));
    conversation.tail = result.catch(() => undefined);
    return result;
  }

  override prompt(id: string, { locale }: PromptedConversation): Promise<Reply> {
    return Promise.resolve(reply({ text: `(${id})`, templateId: id, locale }));
  }

  override lateMessages(conversationId: string, after: number): Promise<LateMessages | undefined> {
    if (!this.conversations.has(conversationId)) return Promise.resolve(undefined);
    const messages = this.outbox.rows
      .filter((row) => row.conversationId === conversationId && row.id > after)
      .map(({ id, payload }) => ({
        id,
        text: payload.text,
        author: payload.author ?? 'bot',
        createdAt: '2026-01-31T10:00:00.000Z',
        templateId: payload.templateId,
      }));
    return Promise.resolve({ messages, cursor: messages.at(-1)?.id ?? after });
  }

  /** As staff do from the inbox. */
  async writeLate(conversationId: string, payload: OutboxPayload): Promise<void> {
    const channel = this.conversations.get(conversationId)?.channel ?? 'rest';
    await this.outbox.add(conversationId, channel, payload, this.clock.now());
  }

  private async answer(conversation: Conversation, message: IncomingMessage): Promise<TurnResult> {
    const messageId = message.messageId ?? newSecretId();
    const before = conversation.turns.get(messageId);
    if (before && before.text !== message.text) return { kind: 'message_id_conflict' };
    if (before) return { kind: 'answered', replies: before.replies, isRepeat: true };
    const { customer } = message;
    if (conversation.customerId && customer && conversation.customerId !== customer.customerId) {
      return { kind: 'other_customer' };
    }
    if (message.text === 'overload') throw new OverloadedError('the queue is full');
    if (message.text === 'break') throw new TypeError('secret detail of ana@example.com');
    conversation.customerId ??= customer?.customerId;
    this.handled.push(message);
    const locale = message.locale ?? conversation.locale;
    const replies = (await this.script(message)).map((part) => reply({ locale, ...part }));
    conversation.turns.set(messageId, { text: message.text, replies });
    if (message.replyAddress !== undefined) {
      for (const each of replies) {
        const payload = { ...each, replyAddress: message.replyAddress };
        await this.outbox.add(message.conversationId, conversation.channel, payload, this.clock.now());
      }
    }
    return { kind: 'answered', replies, isRepeat: false };
  }
}

function echo({ text }: IncomingMessage): Partial<Reply>[] {
  return [{ text: `You said: ${text}` }];
}

function reply(part: Partial<Reply>): Reply {
  return { text: '', templateId: 'echo', templateVersion: 1, outcome: 'ok', locale: 'en', ...part };
}
