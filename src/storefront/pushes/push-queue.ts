import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, gt, inArray, lt, lte, sql, type SQL } from 'drizzle-orm';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import { nextAttemptAt } from '../events-out/retry-schedule';
import { SHOP_SYSTEMS, type PushAnswer, type ShopPush, type ShopSystem } from './shop-system';

const { shopPushes } = schema;

/** One push, for this process alone while its lease lasts. */
export interface ClaimedPush {
  id: number;
  actionKey: string;
  source: string;
  orderId: string;
  push: ShopPush;
  /** This attempt's number since it was queued, from 1; one that a crash cut short counts. */
  attempt: number;
  queuedAt: Date;
}

/** The pushes that wait, shared by all replicas. */
@Injectable()
export class PushQueue {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SHOP_SYSTEMS) private readonly systems: readonly ShopSystem[],
  ) {}

  /** The one that has been due longest, first of its order. What is locked is skipped, and leased afterwards. */
  claim(now: Date, leaseUntil: Date): Promise<ClaimedPush | undefined> {
    return this.database.transaction(async (tx) => {
      const [head] = await tx
        .select({ id: shopPushes.id })
        .from(shopPushes)
        .where(
          and(
            eq(shopPushes.state, 'waiting'),
            lte(shopPushes.nextAttemptAt, now),
            inArray(
              shopPushes.source,
              this.systems.map(({ source }) => source),
            ),
            isFirstOfItsOrder(),
          ),
        )
        .orderBy(asc(shopPushes.nextAttemptAt), asc(shopPushes.id))
        .limit(1)
        .for('update', { skipLocked: true });
      if (!head) return undefined;
      const [row] = await tx
        .update(shopPushes)
        .set({ attempts: sql`${shopPushes.attempts} + 1`, nextAttemptAt: leaseUntil })
        .where(eq(shopPushes.id, head.id))
        .returning();
      if (!row) return undefined;
      const { id, actionKey, source, orderId, queuedAt, attempts: attempt } = row;
      return { id, actionKey, source, orderId, push: row.push as ShopPush, attempt, queuedAt };
    });
  }

  /** It was answered; also where somebody else has decided meanwhile. */
  async finish(tx: Transaction, { id }: ClaimedPush, answer: PushAnswer, now: Date): Promise<void> {
    const reason = answer.state === 'refused' ? answer.reason : null;
    await tx
      .update(shopPushes)
      .set({ state: answer.state, reason, errorCode: null, finishedAt: now })
      .where(eq(shopPushes.id, id));
  }

  /** Says what follows; nothing where another process took it over, if this one was slower than its lease. */
  async fail(claimed: ClaimedPush, errorCode: string, now: Date): Promise<'retried' | 'dead' | undefined> {
    const { id, attempt, queuedAt, orderId } = claimed;
    const retryAt = nextAttemptAt(attempt, queuedAt, now);
    const failed = await this.database
      .update(shopPushes)
      .set({ errorCode, ...(retryAt ? { nextAttemptAt: retryAt } : { state: 'dead', finishedAt: now }) })
      .where(and(eq(shopPushes.id, id), eq(shopPushes.attempts, attempt), eq(shopPushes.state, 'waiting')))
      .returning({ id: shopPushes.id });
    if (failed.length === 0) return undefined;
    if (!retryAt) return 'dead';
    // Those behind it wait as long, rather than be looked at in vain by every claim.
    await this.database
      .update(shopPushes)
      .set({ nextAttemptAt: retryAt })
      .where(
        and(
          eq(shopPushes.orderId, orderId),
          gt(shopPushes.id, id),
          eq(shopPushes.state, 'waiting'),
          lt(shopPushes.nextAttemptAt, retryAt),
        ),
      );
    return 'retried';
  }
}

function isFirstOfItsOrder(): SQL {
  return sql`not exists (
    select 1 from ${shopPushes} earlier
    where earlier.order_id = ${shopPushes.orderId} and earlier.id < ${shopPushes.id} and earlier.state = 'waiting')`;
}
