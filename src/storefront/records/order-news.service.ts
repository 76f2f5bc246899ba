import { Injectable } from '@nestjs/common';
import { eq, sql, type SQL } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { startOfDay } from '../day-of';
import { CustomerNoticesService } from '../notices/customer-notices.service';
import type { OrderStatus } from '../storefront.types';
import { newsOf, type OrderBefore } from './order-news';
import type { OrderRows } from './order-rows';

const { fulfilments, orderLinks, refunds } = schema;

/** An order's own row as it was; null of one that is new, or that nobody has asked about. */
export type LinkedBefore = { status: OrderStatus; expectedAt: string | null } | null;

/** Tells those who asked about an order what has become of it. Of most orders nobody has asked: they cost nothing. */
@Injectable()
export class OrderNewsService {
  constructor(
    private readonly clock: Clock,
    private readonly notices: CustomerNoticesService,
  ) {}

  /**
   * For the `returning` of the statement that writes the order: a query in there still sees the row as it was, so
   * there is no statement more for an order that nobody has asked about.
   */
  readonly linkedBefore: SQL<LinkedBefore> = sql<LinkedBefore>`(
    select jsonb_build_object('status', was.status, 'expectedAt', was.expected_at) from orders as was
    where was.id = "orders"."id" and exists (select 1 from order_links where order_id = was.id))`;

  /** What belongs to the order, before it is written. */
  async readBefore(
    tx: Transaction,
    orderId: string,
    before: NonNullable<LinkedBefore>,
  ): Promise<OrderBefore> {
    const { id, state, expectedAt } = fulfilments;
    const parcels = await tx
      .select({ id, state, expectedAt })
      .from(fulfilments)
      .where(eq(fulfilments.orderId, orderId));
    const paidBack = await tx.select({ id: refunds.id }).from(refunds).where(eq(refunds.orderId, orderId));
    return {
      status: before.status,
      expectedAt: before.expectedAt === null ? null : new Date(before.expectedAt),
      fulfilments: parcels,
      refundIds: new Set(paidBack.map((one) => one.id)),
    };
  }

  async add(tx: Transaction, before: OrderBefore, rows: OrderRows, changedAt: Date): Promise<void> {
    const now = this.clock.now();
    for (const { onceKey, notice } of newsOf(before, rows, changedAt, now)) {
      await this.notices.add(tx, onceKey, notice);
    }
    const { id, expectedAt = null } = rows.order;
    if (expectedAt?.getTime() === before.expectedAt?.getTime()) return;
    // From now on this is the day that may pass.
    const isAhead = expectedAt !== null && expectedAt >= startOfDay(now);
    await tx
      .update(orderLinks)
      .set({ expectedAt: isAhead ? expectedAt : null })
      .where(eq(orderLinks.orderId, id));
  }
}
