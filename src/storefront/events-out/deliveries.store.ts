import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt, isNotNull, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import { nextAttemptAt, pausedUntil } from './retry-schedule';

const { outgoingEvents, webhookAttempts, webhookDeliveries, webhookSubscriptions } = schema;

export type StoredSubscription = typeof webhookSubscriptions.$inferSelect;

/** One delivery, for this process alone while its lease lasts. */
export interface ClaimedDelivery {
  id: number;
  /** This attempt's number since it was queued, from 1; one that a crash cut short counts. */
  attempt: number;
  queuedAt: Date;
  lane: string;
  event: typeof outgoingEvents.$inferSelect;
  subscription: StoredSubscription;
}

/** What came of an attempt. */
export interface Attempt {
  at: Date;
  durationMs: number;
  status: number | null;
  errorCode: string | null;
  answer: string | null;
}

/** `gone`: the endpoint wants nothing any more. */
export type Verdict = 'delivered' | 'failed' | 'gone';

export type Settled = 'delivered' | 'retried' | 'given_up' | 'gone';

/** The deliveries that wait, shared by all replicas. */
@Injectable()
export class DeliveriesStore {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Subscriptions for which there is something to send now. */
  async dueSubscriptions(now: Date): Promise<string[]> {
    const due = this.database
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.subscriptionId, webhookSubscriptions.id),
          isWaiting(),
          lte(webhookDeliveries.nextAttemptAt, now),
        ),
      );
    const rows = await this.database
      .select({ id: webhookSubscriptions.id })
      .from(webhookSubscriptions)
      .where(and(isReady(now), sql`exists ${due}`));
    return rows.map(({ id }) => id);
  }

  /**
   * The delivery that has been due longest, first of its lane, for this process alone until `leaseUntil`. Of an
   * endpoint that is paused one replica gets one, on trial, when the pause is over.
   */
  claim(subscriptionId: string, now: Date, leaseUntil: Date): Promise<ClaimedDelivery | undefined> {
    return this.database.transaction(async (tx) => {
      const [subscription] = await tx
        .select()
        .from(webhookSubscriptions)
        .where(and(eq(webhookSubscriptions.id, subscriptionId), isReady(now)));
      if (!subscription) return undefined;
      const id = await lockHead(tx, subscriptionId, now);
      if (id === undefined || !(await mayTry(tx, subscription, leaseUntil))) return undefined;
      const [row] = await tx
        .update(webhookDeliveries)
        .set({ attempts: sql`${webhookDeliveries.attempts} + 1`, nextAttemptAt: leaseUntil })
        .where(eq(webhookDeliveries.id, id))
        .returning();
      const [event] = row
        ? await tx.select().from(outgoingEvents).where(eq(outgoingEvents.id, row.eventId))
        : [];
      if (!row || !event) return undefined;
      const { attempts: attempt, queuedAt, lane } = row;
      return { id, attempt, queuedAt, lane, event, subscription };
    });
  }

  /** Records the attempt, with what follows for the delivery, those behind it and the endpoint. */
  /** @param notBefore what a failing endpoint asks for: it is not tried again earlier */
  settle(
    delivery: ClaimedDelivery,
    attempt: Attempt,
    verdict: Verdict,
    now: Date,
    notBefore?: Date,
  ): Promise<Settled> {
    return this.database.transaction(async (tx) => {
      await tx.insert(webhookAttempts).values({ deliveryId: delivery.id, ...attempt });
      if (verdict === 'delivered') return delivered(tx, delivery, now);
      if (verdict === 'gone') return gone(tx, delivery, now);
      return failed(tx, delivery, now, notBefore);
    });
  }
}

export function isWaiting(): SQL | undefined {
  return and(isNull(webhookDeliveries.deliveredAt), isNull(webhookDeliveries.givenUpAt));
}

function isReady(now: Date): SQL | undefined {
  const { disabledAt, pausedUntil: until } = webhookSubscriptions;
  return and(isNull(disabledAt), or(isNull(until), lte(until, now)));
}

/** Others skip what is locked here, and find it leased afterwards. */
async function lockHead(tx: Transaction, subscriptionId: string, now: Date): Promise<number | undefined> {
  const [head] = await tx
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.subscriptionId, subscriptionId),
        isWaiting(),
        lte(webhookDeliveries.nextAttemptAt, now),
        sql`not exists (
          select 1 from ${webhookDeliveries} earlier
          where earlier.subscription_id = ${webhookDeliveries.subscriptionId}
            and earlier.lane = ${webhookDeliveries.lane} and earlier.event_id < ${webhookDeliveries.eventId}
            and earlier.delivered_at is null and earlier.given_up_at is null)`,
      ),
    )
    .orderBy(asc(webhookDeliveries.nextAttemptAt))
    .limit(1)
    .for('update', { skipLocked: true });
  return head?.id;
}

/** Of those who find the pause over at once, one may try: the pause goes on for the others while the lease lasts. */
async function mayTry(
  tx: Transaction,
  { id, pausedUntil: until }: StoredSubscription,
  leaseUntil: Date,
): Promise<boolean> {
  if (until === null) return true;
  const taken = await tx
    .update(webhookSubscriptions)
    .set({ pausedUntil: leaseUntil })
    .where(and(eq(webhookSubscriptions.id, id), eq(webhookSubscriptions.pausedUntil, until)))
    .returning({ id: webhookSubscriptions.id });
  return taken.length > 0;
}

async function delivered(
  tx: Transaction,
  { id, subscription }: ClaimedDelivery,
  now: Date,
): Promise<Settled> {
  await tx
    .update(webhookDeliveries)
    .set({ deliveredAt: now, givenUpAt: null })
    .where(eq(webhookDeliveries.id, id));
  await tx
    .update(webhookSubscriptions)
    .set({ failures: 0, pausedUntil: null })
    .where(
      and(
        eq(webhookSubscriptions.id, subscription.id),
        or(gt(webhookSubscriptions.failures, 0), isNotNull(webhookSubscriptions.pausedUntil)),
      ),
    );
  return 'delivered';
}

/** What waits goes on waiting, should somebody enable the subscription again. */
async function gone(tx: Transaction, { id, subscription }: ClaimedDelivery, now: Date): Promise<Settled> {
  await tx.update(webhookDeliveries).set({ nextAttemptAt: now }).where(eq(webhookDeliveries.id, id));
  await tx
    .update(webhookSubscriptions)
    .set({ disabledAt: now, disabledReason: 'gone', pausedUntil: null })
    // Another address may have been set meanwhile.
    .where(and(eq(webhookSubscriptions.id, subscription.id), eq(webhookSubscriptions.url, subscription.url)));
  return 'gone';
}

function laterOf(scheduled: Date | undefined, asked: Date | undefined): Date | undefined {
  return scheduled && asked && asked > scheduled ? asked : scheduled;
}

async function failed(
  tx: Transaction,
  delivery: ClaimedDelivery,
  now: Date,
  notBefore: Date | undefined,
): Promise<Settled> {
  const { id, attempt, queuedAt, lane, event, subscription } = delivery;
  const retryAt = laterOf(nextAttemptAt(attempt, queuedAt, now), notBefore);
  await tx
    .update(webhookDeliveries)
    .set(retryAt ? { nextAttemptAt: retryAt } : { givenUpAt: now })
    // Another process may have taken it over, if this one was slower than its lease.
    .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.attempts, attempt), isWaiting()));
  // Those behind it wait as long, rather than be looked at in vain by every claim.
  if (retryAt)
    await tx
      .update(webhookDeliveries)
      .set({ nextAttemptAt: retryAt })
      .where(
        and(
          eq(webhookDeliveries.subscriptionId, subscription.id),
          eq(webhookDeliveries.lane, lane),
          gt(webhookDeliveries.eventId, event.id),
          lt(webhookDeliveries.nextAttemptAt, retryAt),
          isWaiting(),
        ),
      );
  const [counted] = await tx
    .update(webhookSubscriptions)
    .set({ failures: sql`${webhookSubscriptions.failures} + 1` })
    .where(eq(webhookSubscriptions.id, subscription.id))
    .returning({ failures: webhookSubscriptions.failures });
  const until = pausedUntil(counted?.failures ?? 0, now);
  if (until)
    await tx
      .update(webhookSubscriptions)
      .set({ pausedUntil: until })
      .where(eq(webhookSubscriptions.id, subscription.id));
  return retryAt ? 'retried' : 'given_up';
}
