import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { type Database, DATABASE, type OutboxPayload, schema } from '../../storage';
import { type OutboxItem, OutboxStore } from './outbox.store';

const { conversations, outbox } = schema;

/** Conversations looked at in one round; the rest come in the next. */
const ROUND = 100;

/** The outbox table. */
@Injectable()
export class OutboxRepository extends OutboxStore {
  constructor(@Inject(DATABASE) private readonly database: Database) {
    super();
  }

  async add(conversationId: string, channel: string, payload: OutboxPayload, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      // The row's lock makes two deliveries of one event at the same time add it once.
      await tx
        .select({ id: conversations.id })
        .from(conversations)
        .where(eq(conversations.id, conversationId))
        .for('update');
      const [known] =
        payload.onceKey === undefined
          ? []
          : await tx
              .select({ id: outbox.id })
              .from(outbox)
              .where(
                and(
                  eq(outbox.conversationId, conversationId),
                  eq(sql`${outbox.payload}->>'onceKey'`, payload.onceKey),
                ),
              );
      if (!known)
        await tx
          .insert(outbox)
          .values({ conversationId, channel, payload, nextAttemptAt: now, createdAt: now });
    });
  }

  async dueConversations(channels: string[], now: Date): Promise<string[]> {
    // Only the head counts: what is due behind one that is tried again later cannot be claimed.
    const heads = this.database
      .selectDistinctOn([outbox.conversationId], {
        conversationId: outbox.conversationId,
        nextAttemptAt: outbox.nextAttemptAt,
      })
      .from(outbox)
      .where(waiting(channels))
      .orderBy(asc(outbox.conversationId), asc(outbox.id))
      .as('heads');
    const rows = await this.database
      .select({ conversationId: heads.conversationId })
      .from(heads)
      .where(lte(heads.nextAttemptAt, now))
      .orderBy(asc(heads.nextAttemptAt))
      .limit(ROUND);
    return rows.map((row) => row.conversationId);
  }

  async claim(
    conversationId: string,
    channels: string[],
    now: Date,
    leaseUntil: Date,
  ): Promise<OutboxItem | undefined> {
    const head = this.database
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(eq(outbox.conversationId, conversationId), waiting(channels)))
      .orderBy(asc(outbox.id))
      .limit(1)
      .for('update');
    const [row] = await this.database
      .update(outbox)
      .set({ attempts: sql`${outbox.attempts} + 1`, nextAttemptAt: leaseUntil })
      // Checked again on the locked row: who waited for the lock finds the lease of who came first.
      .where(and(eq(outbox.id, sql`(${head})`), lte(outbox.nextAttemptAt, now), waiting(channels)))
      .returning();
    if (!row) return undefined;
    const [conversation] = await this.database
      .select({ replyAddress: conversations.replyAddress })
      .from(conversations)
      .where(eq(conversations.id, conversationId));
    return {
      id: row.id,
      conversationId,
      channel: row.channel,
      payload: row.payload as OutboxPayload,
      conversationAddress: conversation?.replyAddress,
      attempt: row.attempts,
      createdAt: row.createdAt,
    };
  }

  async markDelivered(id: number, now: Date, deliveredAs?: string): Promise<void> {
    const payload = sql`${outbox.payload} || jsonb_build_object('deliveredAs', ${deliveredAs}::text)`;
    await this.database
      .update(outbox)
      .set({ deliveredAt: now, ...(deliveredAs !== undefined && { payload }) })
      .where(eq(outbox.id, id));
  }

  async answeredBy(conversationId: string, deliveredAs: string): Promise<string | undefined> {
    const [row] = await this.database
      .select({ payload: outbox.payload })
      .from(outbox)
      .where(
        and(
          eq(outbox.conversationId, conversationId),
          eq(sql`${outbox.payload}->>'deliveredAs'`, deliveredAs),
        ),
      );
    return (row?.payload as OutboxPayload | undefined)?.answers;
  }

  async retryAt(id: number, at: Date): Promise<void> {
    await this.database.update(outbox).set({ nextAttemptAt: at }).where(eq(outbox.id, id));
  }

  async giveUp(id: number, now: Date): Promise<void> {
    await this.database
      .update(outbox)
      .set({ givenUpAt: now })
      // Another process may have delivered it, if this one was slower than its lease.
      .where(and(eq(outbox.id, id), isNull(outbox.deliveredAt)));
  }
}

function waiting(channels: string[]): ReturnType<typeof and> {
  return and(inArray(outbox.channel, channels), isNull(outbox.deliveredAt), isNull(outbox.givenUpAt));
}
