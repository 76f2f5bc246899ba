import { Inject, Injectable } from '@nestjs/common';
import { sql, type SQL } from 'drizzle-orm';
import { DATABASE, schema, type Database, type Transaction } from '../storage';
import { EventsOut } from '../storefront';
import { countStatement, wordingOf, type Count, type Rendered } from '../templates';
import { ConversationStore } from './conversation-store';
import type { Feedback, FeedbackResult, Thumbs } from './dialog.types';

const { transcript, turns } = schema;

const COUNTED_AS: Record<Thumbs, Count> = { up: 'thumbsUp', down: 'thumbsDown' };

/** The first reply of a turn, as the transcript keeps it: what its message was answered with. */
interface Answer {
  id: number;
  details: Omit<Rendered, 'text'> & { thumbs?: Thumbs };
}

/** Keeps with each answer what its customer thinks of it, and counts it. */
@Injectable()
export class FeedbackService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly conversations: ConversationStore,
    private readonly eventsOut: EventsOut,
  ) {}

  /** Once per answer: a change of mind moves the count. */
  take({ conversationId, messageId, thumbs, onlyAfter }: Feedback): Promise<FeedbackResult> {
    return this.database.transaction(async (tx): Promise<FeedbackResult> => {
      // Held, so that two thumbs at once are counted as one after the other.
      const version = await this.conversations.hold(tx, conversationId);
      if (version === undefined) return { kind: 'unknown_conversation' };
      const answer = await findAnswer(tx, conversationId, messageId);
      if (!answer) return { kind: 'unknown_message' };
      const before = answer.details.thumbs ?? null;
      if (before !== thumbs && (onlyAfter === undefined || onlyAfter === before)) {
        await change(tx, answer, before, thumbs);
        const { templateId, templateVersion, outcome } = answer.details;
        const data = {
          conversationId,
          messageId: messageId ?? null,
          templateId,
          templateVersion,
          outcome,
          thumbs,
        };
        await this.eventsOut.publish(tx, { type: 'conversation.rated', conversationId, data });
        return { kind: 'taken', thumbs };
      }
      return { kind: 'taken', thumbs: before };
    });
  }
}

async function findAnswer(
  tx: Transaction,
  conversationId: string,
  messageId: string | undefined,
): Promise<Answer | undefined> {
  const isMeant: SQL = messageId === undefined ? sql`true` : sql`message_id = ${messageId}`;
  const { rows } = await tx.execute<Answer & Record<string, unknown>>(sql`
    select id::int, details from ${transcript}
    where conversation_id = ${conversationId} and author = 'bot' and turn_id = (
      select id from ${turns} where conversation_id = ${conversationId} and ${isMeant} order by id desc limit 1
    )
    order by id limit 1`);
  return rows[0];
}

async function change(
  tx: Transaction,
  { id, details }: Answer,
  before: Thumbs | null,
  thumbs: Thumbs | null,
): Promise<void> {
  const counts = {
    ...(before && { [COUNTED_AS[before]]: -1 }),
    ...(thumbs && { [COUNTED_AS[thumbs]]: 1 }),
  };
  await tx.execute(sql`
    with counted as (${countStatement([{ ...wordingOf({ ...details, text: '' }), counts }])})
    update ${transcript}
    set details = ${thumbs ? sql`details || jsonb_build_object('thumbs', ${thumbs}::text)` : sql`details - 'thumbs'`}
    where id = ${id}`);
}
