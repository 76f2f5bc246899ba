import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database } from '../../storage';
import { startOfDay } from '../day-of';
import { OrderLookupService } from '../order-lookup.service';
import { CustomerNoticesService } from './customer-notices.service';
import { NEWS_FOR_MS } from './news-for';

const { orderLinks } = schema;

/** Links looked at in one round; the rest come in the next. */
const ROUND = 500;

/** Notices when the promised day of an order goes by that somebody asked about: no event tells of that. */
@Injectable()
export class LateOrdersService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
    private readonly orders: OrderLookupService,
    private readonly notices: CustomerNoticesService,
  ) {}

  /** Adds a notice for each order that has become late. Each promised day is looked at once. */
  async look(): Promise<void> {
    const today = startOfDay(this.clock.now());
    const oldest = new Date(today.getTime() - NEWS_FOR_MS);
    await this.database.transaction(async (tx) => {
      const { rows } = await tx.execute<{ order_id: string; expected_at: Date | string }>(sql`
        with passed as (
          select order_id, conversation_id, sender_id, expected_at from ${orderLinks}
          where expected_at < ${today.toISOString()}::timestamptz
          order by expected_at limit ${ROUND} for update skip locked)
        update ${orderLinks} set expected_at = null from passed
        where order_links.order_id = passed.order_id and order_links.conversation_id = passed.conversation_id
          and order_links.sender_id = passed.sender_id
        returning passed.order_id, passed.expected_at`);
      const passed = new Map(rows.map((row) => [row.order_id, new Date(row.expected_at)]));
      for (const [orderId, expectedAt] of passed) {
        const order = await this.orders.findById(tx, orderId);
        // After a long standstill nobody is told what they have found out by themselves.
        if (!order?.isLate || expectedAt < oldest) continue;
        const promisedAt = order.expectedAt ?? expectedAt.toISOString();
        const onceKey = `order_late:${orderId}:${promisedAt.slice(0, 10)}`;
        await this.notices.add(tx, onceKey, { kind: 'order_delayed', orderId, promisedAt });
      }
    });
  }
}
