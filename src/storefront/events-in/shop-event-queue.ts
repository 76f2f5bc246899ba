import { Inject, Injectable } from '@nestjs/common';
import { and, asc, count, eq, inArray, lt, lte, sql } from 'drizzle-orm';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import type { EventOutcome, ShopEvent } from './event-applier.port';

const { shopEvents } = schema;

/** Written out, so that the partial indexes fit also to a plan that is made for all parameters. */
const PENDING = sql`${shopEvents.state} = 'pending'`;
const DONE = sql`${shopEvents.state} in ('applied', 'outdated', 'unknown_topic')`;

/** An event that nobody else works on until the transaction ends. */
export interface ClaimedEvent extends ShopEvent {
  /** Null for a body that is no JSON object. */
  payload: object | null;
  /** How often it failed. */
  attempts: number;
}

/** What a failed attempt comes to: another one, or the dead letters. */
export interface Failure {
  errorCode: string;
  errorPath?: string;
  /** Null: never again, unless somebody replays it. */
  retryAt: Date | null;
}

/** The events that wait to be applied. */
@Injectable()
export class ShopEventQueue {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * The events that have been due for longest, for this transaction alone. An event waits for all earlier ones of its
   * resource, also while one of them is tried again, so no two of them are given; events of other resources go on.
   */
  async claim(tx: Transaction, now: Date, most: number): Promise<ClaimedEvent[]> {
    const earlier = sql`select 1 from ${shopEvents} as earlier
      where earlier.source = ${shopEvents.source} and earlier.resource_key = ${shopEvents.resourceKey}
        and earlier.id < ${shopEvents.id} and earlier.state = 'pending'`;
    const rows = await tx
      .select()
      .from(shopEvents)
      .where(and(PENDING, lte(shopEvents.nextAttemptAt, now), sql`not exists (${earlier})`))
      .orderBy(asc(shopEvents.nextAttemptAt), asc(shopEvents.id))
      .limit(most)
      .for('update', { of: shopEvents, skipLocked: true });
    return rows as ClaimedEvent[];
  }

  /** In the transaction that applied them: neither is there without the other. */
  async finish(
    tx: Transaction,
    done: readonly { id: number; outcome: EventOutcome }[],
    now: Date,
  ): Promise<void> {
    if (done.length === 0) return;
    const ids = sql.param(done.map(({ id }) => id));
    const outcomes = sql.param(done.map(({ outcome }) => outcome));
    await tx.execute(sql`
      update shop_events set state = done.outcome, finished_at = ${now.toISOString()}::timestamptz,
        error_code = null, error_path = null
      from unnest(${ids}::bigint[], ${outcomes}::text[]) as done (id, outcome) where shop_events.id = done.id`);
  }

  /** After the transaction was rolled back. False if somebody else has had it since, who knows better. */
  async fail(event: ClaimedEvent, { errorCode, errorPath, retryAt }: Failure, now: Date): Promise<boolean> {
    const next = retryAt ? { nextAttemptAt: retryAt } : { state: 'dead', finishedAt: now };
    const rows = await this.database
      .update(shopEvents)
      .set({ ...next, errorCode, errorPath: errorPath ?? null, attempts: event.attempts + 1 })
      .where(and(eq(shopEvents.id, event.id), eq(shopEvents.attempts, event.attempts), PENDING))
      .returning({ id: shopEvents.id });
    return rows.length > 0;
  }

  async countWaiting(): Promise<number> {
    const [row] = await this.database.select({ waiting: count() }).from(shopEvents).where(PENDING);
    return row?.waiting ?? 0;
  }

  /** For how long the event has been waiting that waits longest, in seconds; 0 when none does. */
  async oldestWaitingS(now: Date): Promise<number> {
    const [row] = await this.database
      .select({ receivedAt: shopEvents.receivedAt })
      .from(shopEvents)
      .where(PENDING)
      .orderBy(asc(shopEvents.nextAttemptAt), asc(shopEvents.id))
      .limit(1);
    return row ? Math.max(0, (now.getTime() - row.receivedAt.getTime()) / 1000) : 0;
  }

  /** Deletes at most `most` of those that were done with before; says how many. Dead ones stay until replayed. */
  async deleteDone(before: Date, most: number): Promise<number> {
    const old = this.database
      .select({ id: shopEvents.id })
      .from(shopEvents)
      .where(and(DONE, lt(shopEvents.finishedAt, before)))
      .orderBy(asc(shopEvents.finishedAt))
      .limit(most)
      .for('update', { skipLocked: true });
    const rows = await this.database
      .delete(shopEvents)
      .where(inArray(shopEvents.id, old))
      .returning({ id: shopEvents.id });
    return rows.length;
  }
}
