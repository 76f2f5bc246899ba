import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt } from 'drizzle-orm';
import { newSecretId } from '../common';
import { DATABASE, schema, type Database, type OutboxPayload, type Transaction } from '../storage';
import type { Rendered } from '../templates';
import { initialState, type ConversationState } from './conversation-state';
import type { LateMessages } from './dialog.port';
import type { ChannelName } from './dialog.types';

const { conversations, turns, transcript, outbox } = schema;

export interface StoredConversation {
  id: string;
  channel: string;
  locale: string;
  state: ConversationState;
  stateVersion: number;
}

export interface StoredTurn {
  textHash: string;
  replies: Rendered[];
}

/** Reads and writes conversations, their turns and what was said. */
@Injectable()
export class ConversationStore {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async create(channel: ChannelName, locale: string): Promise<string> {
    const id = newSecretId();
    await this.database.insert(conversations).values({ id, channel, locale, state: initialState() });
    return id;
  }

  /** Our id for a channel's conversation; two first messages at once get the same one. */
  async idFor(channel: ChannelName, externalId: string, replyAddress: unknown): Promise<string> {
    const [row] = await this.database
      .insert(conversations)
      .values({ id: newSecretId(), channel, externalId, replyAddress, state: initialState() })
      .onConflictDoUpdate({
        target: [conversations.channel, conversations.externalId],
        set: { replyAddress },
      })
      .returning({ id: conversations.id });
    return row?.id ?? '';
  }

  async find(tx: Database | Transaction, id: string): Promise<StoredConversation | undefined> {
    const [row] = await tx.select().from(conversations).where(eq(conversations.id, id));
    return row && { ...row, state: row.state as ConversationState };
  }

  async findTurn(
    tx: Database | Transaction,
    conversationId: string,
    messageId: string,
  ): Promise<StoredTurn | undefined> {
    const [row] = await tx
      .select()
      .from(turns)
      .where(and(eq(turns.conversationId, conversationId), eq(turns.messageId, messageId)));
    return row && { textHash: row.textHash, replies: row.replies as Rendered[] };
  }

  /** Everything a turn leaves behind, in the turn's own transaction. */
  async saveTurn(tx: Transaction, saved: SavedTurn): Promise<void> {
    const { conversation, replies, now } = saved;
    const [turn] = await tx
      .insert(turns)
      .values({
        conversationId: conversation.id,
        messageId: saved.messageId,
        textHash: saved.textHash,
        replies,
        createdAt: now,
      })
      .returning({ id: turns.id });
    const common = { conversationId: conversation.id, turnId: turn?.id, createdAt: now };
    await tx
      .insert(transcript)
      .values([
        { ...common, author: 'customer', text: saved.text, details: saved.details },
        ...replies.map(({ text, ...details }) => ({ ...common, author: 'bot', text, details })),
      ]);
    if (saved.replyAddress !== undefined && replies.length > 0) {
      await tx.insert(outbox).values(
        replies.map((reply) => ({
          conversationId: conversation.id,
          channel: conversation.channel,
          payload: { ...reply, replyAddress: saved.replyAddress } satisfies OutboxPayload,
          nextAttemptAt: now,
          createdAt: now,
        })),
      );
    }
    await tx
      .update(conversations)
      .set({ state: saved.state, stateVersion: conversation.stateVersion + 1, updatedAt: now })
      .where(eq(conversations.id, conversation.id));
  }

  async lateMessages(conversationId: string, after: number): Promise<LateMessages | undefined> {
    if (!(await this.find(this.database, conversationId))) return undefined;
    const rows = await this.database
      .select()
      .from(outbox)
      .where(and(eq(outbox.conversationId, conversationId), gt(outbox.id, after)))
      .orderBy(asc(outbox.id))
      .limit(100);
    const messages = rows.map((row) => {
      const payload = row.payload as OutboxPayload;
      return {
        id: row.id,
        text: payload.text,
        author: payload.author ?? 'bot',
        createdAt: row.createdAt.toISOString(),
        templateId: payload.templateId,
      };
    });
    return { messages, cursor: messages.at(-1)?.id ?? after };
  }
}

export interface SavedTurn {
  conversation: StoredConversation;
  messageId: string;
  textHash: string;
  text: string;
  /** The understanding, for the inbox and for learning; absent when there was none. */
  details: unknown;
  replies: Rendered[];
  state: ConversationState;
  /** The channel delivers the replies from the outbox, to here; undefined: it answers with them. */
  replyAddress: unknown;
  now: Date;
}
