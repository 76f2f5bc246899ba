import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { Clock, newSecretId } from '../common';
import { DATABASE, schema, type Database, type OutboxPayload, type Transaction } from '../storage';
import { publishing } from '../storefront';
import { countStatement, wordingOf, type CountedWording, type Rendered } from '../templates';
import { initialState, type ConversationState } from './conversation-state';
import { linkStatement, type OrderLink } from './notices/order-links';
import type { LateMessages } from './dialog.port';
import type { ChannelName } from './dialog.types';

const { conversations, turns, transcript, outbox } = schema;

export interface StoredConversation {
  id: string;
  channel: ChannelName;
  locale: string;
  state: ConversationState;
  stateVersion: number;
  closedAt: Date | null;
  /** The turn in which this very message was answered before. */
  earlier?: StoredTurn;
}

export interface StoredTurn {
  textHash: string;
  replies: Rendered[];
}

/** Reads and writes conversations, their turns and what was said. */
@Injectable()
export class ConversationStore {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async create(channel: ChannelName, locale: string): Promise<string> {
    const id = newSecretId();
    // In one statement, with whoever wants to be told of it.
    await this.database.execute(sql`
      with ${this.started(id, channel, locale)}
      insert into ${conversations} (id, channel, locale, state)
      values (${id}, ${channel}, ${locale}, ${json(initialState())})`);
    return id;
  }

  /** Our id for a channel's conversation; two first messages at once get the same one. */
  async idFor(
    channel: ChannelName,
    externalId: string,
    replyAddress: unknown,
    locale: string,
  ): Promise<string> {
    const newId = newSecretId();
    const isNew = sql`exists (select 1 from conversation where conversation.id = ${newId})`;
    const { rows } = await this.database.execute<{ id: string }>(sql`
      with conversation as (
        insert into ${conversations} (id, channel, locale, external_id, reply_address, state)
        values (${newId}, ${channel}, ${locale}, ${externalId}, nullif(${json(replyAddress)}, 'null'::jsonb), ${json(initialState())})
        on conflict (channel, external_id) do update set reply_address = excluded.reply_address
        returning id
      ), ${this.started(newId, channel, locale, isNew)}
      select id from conversation`);
    return rows[0]?.id ?? '';
  }

  /** Most turns are in a conversation that goes on. */
  private reopening({ id, channel, locale, closedAt }: StoredConversation): SQL {
    if (closedAt === null) return sql``;
    const data = { conversationId: id, channel, locale, isReopened: true };
    const event = { type: 'conversation.started' as const, conversationId: id, data };
    return sql`, ${publishing(event, this.clock.now())}`;
  }

  private started(conversationId: string, channel: ChannelName, locale: string, condition?: SQL): SQL {
    const data = { conversationId, channel, locale };
    const event = { type: 'conversation.started' as const, conversationId, data };
    return publishing(event, this.clock.now(), condition);
  }

  /** The conversation, with the turn of `messageId` if there has been one: one query, for it begins every turn. */
  async find(id: string, messageId: string): Promise<StoredConversation | undefined> {
    const { channel, locale, state, stateVersion, closedAt } = conversations;
    const { textHash, replies } = turns;
    const [row] = await this.database
      .select({ id: conversations.id, channel, locale, state, stateVersion, closedAt, textHash, replies })
      .from(conversations)
      .leftJoin(turns, and(eq(turns.conversationId, conversations.id), eq(turns.messageId, messageId)))
      .where(eq(conversations.id, id));
    if (!row) return undefined;
    const earlier =
      row.textHash === null ? undefined : { textHash: row.textHash, replies: row.replies as Rendered[] };
    return { ...row, channel: row.channel as ChannelName, state: row.state as ConversationState, earlier };
  }

  /** Lets no other transaction work on the conversation until this one ends; its state version at that moment. */
  async hold(tx: Transaction, id: string): Promise<number | undefined> {
    const [row] = await tx
      .select({ stateVersion: conversations.stateVersion })
      .from(conversations)
      .where(eq(conversations.id, id))
      .for('no key update');
    return row?.stateVersion;
  }

  /** The same, with the conversation. */
  async holdAndRead(tx: Transaction, id: string): Promise<StoredConversation | undefined> {
    const { channel, locale, state, stateVersion, closedAt } = conversations;
    const [row] = await tx
      .select({ id: conversations.id, channel, locale, state, stateVersion, closedAt })
      .from(conversations)
      .where(eq(conversations.id, id))
      .for('no key update');
    return row && { ...row, channel: row.channel as ChannelName, state: row.state as ConversationState };
  }

  /**
   * What the bot says without having been asked, in a conversation that is held. Whoever computes a turn meanwhile
   * computes it again. False where it was said before under the same `onceKey`.
   */
  async saveUnasked(
    tx: Transaction,
    { conversation, reply, onceKey, state, now }: SavedUnasked,
  ): Promise<boolean> {
    const { id, channel } = conversation;
    const at = sql`${now.toISOString()}::timestamptz`;
    const { text, ...details } = reply;
    const payload = { ...reply, onceKey } satisfies OutboxPayload;
    const counted: CountedWording[] = [{ ...wordingOf(reply), counts: { said: 1 } }];
    const [known] = await tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(eq(outbox.conversationId, id), eq(sql`${outbox.payload}->>'onceKey'`, onceKey)));
    if (known) return false;
    await tx.execute(sql`
      with said as (
        insert into ${transcript} (conversation_id, author, text, details, created_at)
        values (${id}, 'bot', ${text}, ${json(details)}, ${at})
      ), due as (
        insert into ${outbox} (conversation_id, channel, payload, next_attempt_at, created_at)
        values (${id}, ${channel}, ${json(payload)}, ${at}, ${at})
      ), counted as (${countStatement(counted)})
      update ${conversations}
      set state = ${json(state)}, state_version = ${conversation.stateVersion + 1}, updated_at = ${at}
      where id = ${id}`);
    return true;
  }

  private async exists(id: string): Promise<boolean> {
    const rows = await this.database
      .select({ id: conversations.id })
      .from(conversations)
      .where(eq(conversations.id, id));
    return rows.length > 0;
  }

  /** Everything a turn leaves behind, in the turn's own transaction and in one statement: every turn ends with it. */
  async saveTurn(tx: Transaction, saved: SavedTurn): Promise<void> {
    const { conversation, replies, now, replyAddress } = saved;
    const { id, channel } = conversation;
    const at = sql`${now.toISOString()}::timestamptz`;
    const said = [
      sql`(0, 'customer', ${saved.text}, ${json(saved.details)})`,
      ...replies.map(
        ({ text, ...details }, place) => sql`(${place + 1}::int, 'bot', ${text}, ${json(details)})`,
      ),
    ];
    const due =
      replyAddress === undefined
        ? []
        : replies.map((reply) => ({ ...reply, replyAddress, answers: saved.messageId }));
    await tx.execute(sql`
      with turn as (
        insert into ${turns} (conversation_id, message_id, text_hash, replies, created_at)
        values (${id}, ${saved.messageId}, ${saved.textHash}, ${json(replies)}, ${at})
        returning id
      ), said as (
        insert into ${transcript} (conversation_id, turn_id, author, text, details, created_at)
        select ${id}, turn.id, line.author, line.text, line.details, ${at}
        from turn, (values ${sql.join(said, sql`, `)}) as line (place, author, text, details)
        order by line.place
      ), due as (
        insert into ${outbox} (conversation_id, channel, payload, next_attempt_at, created_at)
        select ${id}, ${channel}, line.payload, ${at}, ${at}
        from jsonb_array_elements(${json(due satisfies OutboxPayload[])}) with ordinality as line (payload, place)
        order by line.place
      ), counted as (${countStatement(saved.counted)})${linking(id, saved.links, now)}${this.reopening(conversation)}
      update ${conversations}
      set state = ${json(saved.state)}, state_version = ${conversation.stateVersion + 1}, updated_at = ${at},
        closed_at = null
      where id = ${id}`);
  }

  async lateMessages(conversationId: string, after: number): Promise<LateMessages | undefined> {
    if (!(await this.exists(conversationId))) return undefined;
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

/** Most turns are about no order. */
function linking(conversationId: string, links: OrderLink[], now: Date): SQL {
  return links.length === 0 ? sql`` : sql`, linked as (${linkStatement(conversationId, links, now)})`;
}

function json(value: unknown): SQL {
  return sql`${JSON.stringify(value ?? null)}::jsonb`;
}

export interface SavedTurn {
  conversation: StoredConversation;
  messageId: string;
  textHash: string;
  text: string;
  /** The understanding, for the inbox and for learning; absent when there was none. */
  details: unknown;
  replies: Rendered[];
  counted: CountedWording[];
  /** Orders of which the conversation will hear. */
  links: OrderLink[];
  state: ConversationState;
  /** The channel delivers the replies from the outbox, to here; undefined: it answers with them. */
  replyAddress: unknown;
  now: Date;
}

export interface SavedUnasked {
  conversation: StoredConversation;
  reply: Rendered;
  onceKey: string;
  state: ConversationState;
  now: Date;
}
