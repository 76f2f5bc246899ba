import { Inject, Injectable } from '@nestjs/common';
import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import { isWaiting, type Attempt } from './deliveries.store';

const { outgoingEvents, webhookAttempts, webhookDeliveries, webhookSubscriptions } = schema;

export const DELIVERY_STATES = ['waiting', 'delivered', 'given_up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Of a delivery, the latest. */
const SHOWN_ATTEMPTS = 20;
/** Events that one replay takes, so that it stays a matter of a second. */
const REPLAYED_AT_ONCE = 5_000;

export interface LoggedDelivery {
  id: number;
  /** The `webhook-id`. */
  messageId: string;
  type: string;
  state: DeliveryState;
  occurredAt: Date;
  queuedAt: Date;
  deliveredAt: Date | null;
  /** Null when nothing more is to be tried. */
  nextAttemptAt: Date | null;
  /** Newest first. */
  attempts: Attempt[];
}

export interface Replay {
  replayed: number;
  /** There is more: the time to go on from. Null at the end. */
  nextSince: Date | null;
}

/** What was sent, how it went, and how it is sent once more. */
@Injectable()
export class DeliveryLogService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first; one more than the limit, where there are more. */
  async list(
    subscriptionId: string,
    state: DeliveryState | undefined,
    limit: number,
    beforeId?: number,
  ): Promise<LoggedDelivery[]> {
    const rows = await this.database
      .select({ delivery: webhookDeliveries, event: outgoingEvents })
      .from(webhookDeliveries)
      .innerJoin(outgoingEvents, eq(outgoingEvents.id, webhookDeliveries.eventId))
      .where(
        and(
          eq(webhookDeliveries.subscriptionId, subscriptionId),
          state && isIn(state),
          beforeId === undefined ? undefined : lt(webhookDeliveries.id, beforeId),
        ),
      )
      .orderBy(desc(webhookDeliveries.id))
      .limit(limit + 1);
    const attempts = await this.attemptsOf(rows.map(({ delivery }) => delivery.id));
    return rows.map(({ delivery, event }) => {
      const state = stateOf(delivery);
      return {
        id: delivery.id,
        messageId: event.messageId,
        type: event.type,
        state,
        occurredAt: event.occurredAt,
        queuedAt: delivery.queuedAt,
        deliveredAt: delivery.deliveredAt,
        nextAttemptAt: state === 'waiting' ? delivery.nextAttemptAt : null,
        attempts: attempts.get(delivery.id) ?? [],
      };
    });
  }

  /** Under the same `webhook-id`, with all its attempts before it. One that still waits goes on as it is. */
  async replay(
    tx: Transaction,
    subscriptionId: string,
    deliveryId: number,
  ): Promise<'replayed' | 'waiting' | 'unknown'> {
    const mine = and(
      eq(webhookDeliveries.subscriptionId, subscriptionId),
      eq(webhookDeliveries.id, deliveryId),
    );
    const replayed = await tx
      .update(webhookDeliveries)
      .set(anew(this.clock.now()))
      .where(and(mine, isDone()))
      .returning({ id: webhookDeliveries.id });
    if (replayed.length > 0) return 'replayed';
    const known = await tx.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(mine);
    return known.length > 0 ? 'waiting' : 'unknown';
  }

  /**
   * Everything that happened since then and that the subscription wants, in order: also what happened while it was
   * disabled, or wanted less.
   */
  async replaySince(tx: Transaction, subscriptionId: string, since: Date): Promise<Replay> {
    const { types } = webhookSubscriptions;
    const wanted = await tx
      .select({ id: outgoingEvents.id, lane: outgoingEvents.lane, occurredAt: outgoingEvents.occurredAt })
      .from(outgoingEvents)
      .innerJoin(webhookSubscriptions, eq(webhookSubscriptions.id, subscriptionId))
      .where(
        and(
          gte(outgoingEvents.occurredAt, since),
          or(isNull(types), sql`${outgoingEvents.type} = any(${types})`),
          sql`${outgoingEvents.type} <> 'webhook.test'`,
        ),
      )
      .orderBy(asc(outgoingEvents.occurredAt), asc(outgoingEvents.id))
      .limit(REPLAYED_AT_ONCE + 1);
    const next = wanted[REPLAYED_AT_ONCE];
    const now = this.clock.now();
    const batch = JSON.stringify(wanted.slice(0, REPLAYED_AT_ONCE).map(({ id, lane }) => ({ id, lane })));
    const { rowCount } = await tx.execute(sql`
      insert into ${webhookDeliveries} (subscription_id, event_id, lane, next_attempt_at, queued_at)
      select ${subscriptionId}::text, wanted.id, wanted.lane, ${now.toISOString()}::timestamptz,
        ${now.toISOString()}::timestamptz
      from jsonb_to_recordset(${batch}::jsonb) as wanted (id bigint, lane text)
      order by wanted.id
      on conflict (event_id, subscription_id) do update
      set attempts = 0, delivered_at = null, given_up_at = null, queued_at = excluded.queued_at,
        next_attempt_at = excluded.next_attempt_at
      where ${isDone()}`);
    return { replayed: rowCount ?? 0, nextSince: next?.occurredAt ?? null };
  }

  private async attemptsOf(deliveryIds: number[]): Promise<Map<number, Attempt[]>> {
    const { deliveryId, id, at, durationMs, status, errorCode, answer } = webhookAttempts;
    const place = sql<number>`row_number() over (partition by ${deliveryId} order by ${id} desc)`.as('place');
    const numbered = this.database
      .select({ id, deliveryId, at, durationMs, status, errorCode, answer, place })
      .from(webhookAttempts)
      .where(inArray(deliveryId, deliveryIds))
      .as('numbered');
    const rows = await this.database
      .select()
      .from(numbered)
      .where(lte(numbered.place, SHOWN_ATTEMPTS))
      .orderBy(desc(numbered.id));
    const attempts = new Map<number, Attempt[]>();
    for (const row of rows) {
      const { at, durationMs, status, errorCode, answer } = row;
      const known = attempts.get(row.deliveryId) ?? [];
      attempts.set(row.deliveryId, [...known, { at, durationMs, status, errorCode, answer }]);
    }
    return attempts;
  }
}

function isDone(): SQL | undefined {
  return or(isNotNull(webhookDeliveries.deliveredAt), isNotNull(webhookDeliveries.givenUpAt));
}

function isIn(state: DeliveryState): SQL | undefined {
  if (state === 'waiting') return isWaiting();
  if (state === 'delivered') return isNotNull(webhookDeliveries.deliveredAt);
  return and(isNull(webhookDeliveries.deliveredAt), isNotNull(webhookDeliveries.givenUpAt));
}

function stateOf({ deliveredAt, givenUpAt }: typeof webhookDeliveries.$inferSelect): DeliveryState {
  if (deliveredAt) return 'delivered';
  return givenUpAt ? 'given_up' : 'waiting';
}

function anew(now: Date): Partial<typeof webhookDeliveries.$inferInsert> {
  return { attempts: 0, deliveredAt: null, givenUpAt: null, queuedAt: now, nextAttemptAt: now };
}
