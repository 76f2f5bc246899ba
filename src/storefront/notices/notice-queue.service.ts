import { Inject, Injectable } from '@nestjs/common';
import { and, asc, eq, inArray, isNull, lt, lte, min, sql } from 'drizzle-orm';
import { retryDelayMs } from '../../common';
import { DATABASE, schema, tryLockName, type Database, type Transaction } from '../../storage';
import { OrderLookupService } from '../order-lookup.service';
import type { Order } from '../storefront.types';
import type { CustomerNotice, OrderNotice } from './customer-notice';
import { isStillSo } from './still-so';

const { customerNotices } = schema;

/** With the pauses between them half an hour and more: what a database or a template may need to be put right. */
const MOST_ATTEMPTS = 12;
const KEPT_MS = 30 * 86_400_000;
const FORGOTTEN_AT_ONCE = 500;

/** A notice that waits. */
export interface WaitingNotice {
  id: number;
  onceKey: string;
  notice: CustomerNotice;
}

/** What came of a notice; all but `told` say why nobody was told. */
export type NoticeOutcome =
  | 'told'
  /** There is no conversation for it. */
  | 'nobody'
  /** It is no longer so. */
  | 'obsolete'
  /** A later one says more. */
  | 'superseded'
  /** Staff archived its template. */
  | 'switched_off'
  | 'failed';

/** Hands the dialog what customers are to be told, and keeps what came of it. */
@Injectable()
export class NoticeQueueService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly orders: OrderLookupService,
  ) {}

  /** What there is to tell about, the longest due first. */
  async due(now: Date, limit: number): Promise<string[]> {
    const dueAt = min(customerNotices.dueAt);
    const rows = await this.database
      .select({ about: customerNotices.about })
      .from(customerNotices)
      .where(and(isNull(customerNotices.doneAt), lte(customerNotices.dueAt, now)))
      .groupBy(customerNotices.about)
      .orderBy(asc(dueAt), asc(customerNotices.about))
      .limit(limit);
    return rows.map(({ about }) => about);
  }

  /** All that waits about it, the oldest first, for this transaction alone; nothing while another works on it. */
  async claim(tx: Transaction, about: string): Promise<WaitingNotice[]> {
    if (!(await tryLockName(tx, `notices about ${about}`))) return [];
    const rows = await tx
      .select({ id: customerNotices.id, onceKey: customerNotices.onceKey, notice: customerNotices.notice })
      .from(customerNotices)
      .where(and(eq(customerNotices.about, about), isNull(customerNotices.doneAt)))
      .orderBy(asc(customerNotices.id));
    return rows.map((row) => ({ ...row, notice: row.notice as CustomerNotice }));
  }

  /** Those of them that the order's records still bear out. */
  async stillSo<Waiting extends { notice: OrderNotice }>(
    tx: Transaction,
    orderId: string,
    waiting: readonly Waiting[],
  ): Promise<{ order: Order; notices: Waiting[] } | undefined> {
    const order = await this.orders.findById(tx, orderId);
    if (!order) return undefined;
    const { refunds } = schema;
    const rows = await tx.select({ id: refunds.id }).from(refunds).where(eq(refunds.orderId, orderId));
    const refundIds = new Set(rows.map(({ id }) => id));
    return { order, notices: waiting.filter(({ notice }) => isStillSo(notice, order, refundIds)) };
  }

  async finish(
    tx: Transaction,
    notices: readonly WaitingNotice[],
    outcome: NoticeOutcome,
    now: Date,
  ): Promise<void> {
    if (notices.length === 0) return;
    await tx.update(customerNotices).set({ doneAt: now, outcome }).where(ofThese(notices));
  }

  async postpone(tx: Transaction, notices: readonly WaitingNotice[], until: Date): Promise<void> {
    if (notices.length > 0) await tx.update(customerNotices).set({ dueAt: until }).where(ofThese(notices));
  }

  /** Deletes what was done with a month ago, some of it: by then no event can tell it anew. */
  async forgetDone(now: Date): Promise<void> {
    const old = this.database
      .select({ id: customerNotices.id })
      .from(customerNotices)
      .where(lt(customerNotices.doneAt, new Date(now.getTime() - KEPT_MS)))
      .limit(FORGOTTEN_AT_ONCE);
    await this.database.delete(customerNotices).where(inArray(customerNotices.id, old));
  }

  /** What is about this could not be told: it is tried again, and given up in the end. True when it was given up. */
  async fail(about: string, now: Date): Promise<boolean> {
    const isWaiting = and(eq(customerNotices.about, about), isNull(customerNotices.doneAt));
    const failed = await this.database
      .update(customerNotices)
      .set({ attempts: sql`${customerNotices.attempts} + 1` })
      .where(isWaiting)
      .returning({ attempts: customerNotices.attempts });
    const attempts = Math.max(0, ...failed.map((one) => one.attempts));
    if (attempts === 0) return false;
    const isOver = attempts >= MOST_ATTEMPTS;
    const next = isOver
      ? { doneAt: now, outcome: 'failed' satisfies NoticeOutcome }
      : { dueAt: new Date(now.getTime() + retryDelayMs(attempts)) };
    await this.database.update(customerNotices).set(next).where(isWaiting);
    return isOver;
  }
}

function ofThese(notices: readonly WaitingNotice[]): ReturnType<typeof inArray> {
  return inArray(
    customerNotices.id,
    notices.map(({ id }) => id),
  );
}
