import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, lt } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import type { ShopPush } from './shop-system';

const { shopPushes, orders } = schema;

export const PUSH_STATES = ['waiting', 'done', 'requested', 'refused', 'dropped', 'dead'] as const;
export type PushState = (typeof PUSH_STATES)[number];

export interface LoggedPush {
  id: number;
  actionKey: string;
  source: string;
  kind: ShopPush['kind'];
  /** Null where the order is no longer on record. */
  orderNumber: string | null;
  state: PushState;
  attempts: number;
  queuedAt: Date;
  /** Null when nothing more is to be tried. */
  nextAttemptAt: Date | null;
  errorCode: string | null;
  reason: string | null;
  finishedAt: Date | null;
}

/** What the APIs of the shop's systems were told, how it went, and how it is told once more. */
@Injectable()
export class PushLogService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(state: PushState | undefined, limit: number, beforeId?: number): Promise<LoggedPush[]> {
    const rows = await this.database
      .select({ push: shopPushes, orderNumber: orders.number })
      .from(shopPushes)
      .leftJoin(orders, eq(orders.id, shopPushes.orderId))
      .where(
        and(
          state && eq(shopPushes.state, state),
          beforeId === undefined ? undefined : lt(shopPushes.id, beforeId),
        ),
      )
      .orderBy(desc(shopPushes.id))
      .limit(limit);
    return rows.map(({ push, orderNumber }) => {
      const { id, actionKey, source, attempts, queuedAt, errorCode, reason, finishedAt } = push;
      const { kind } = push.push as ShopPush;
      const nextAttemptAt = push.state === 'waiting' ? push.nextAttemptAt : null;
      const labels = { id, actionKey, source, kind, orderNumber, state: push.state as PushState };
      return { ...labels, attempts, queuedAt, nextAttemptAt, errorCode, reason, finishedAt };
    });
  }

  /** Only what was given up: anything else was answered, or still waits. */
  async replay(tx: Transaction, id: number): Promise<'replayed' | 'unknown' | 'not_replayable'> {
    const now = this.clock.now();
    const replayed = await tx
      .update(shopPushes)
      .set({ state: 'waiting', attempts: 0, queuedAt: now, nextAttemptAt: now, finishedAt: null })
      .where(and(eq(shopPushes.id, id), eq(shopPushes.state, 'dead')))
      .returning({ id: shopPushes.id });
    if (replayed.length > 0) return 'replayed';
    const known = await tx.select({ id: shopPushes.id }).from(shopPushes).where(eq(shopPushes.id, id));
    return known.length > 0 ? 'not_replayable' : 'unknown';
  }
}
