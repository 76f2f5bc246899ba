import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { schema, type Transaction } from '../../storage';
import { DEMO_ORDERS } from './demo-orders';
import { DEMO_PRODUCTS } from './demo-products';

const { orders, products, refunds, returns } = schema;

/** Moves the demo shop's dates from one start to the next. What customers have touched since stays as it was. */
export async function moveDemoDates(tx: Transaction, from: Date, to: Date): Promise<void> {
  const moved = (column: AnyPgColumn): SQL =>
    sql`${column} + ${`${to.getTime() - from.getTime()} milliseconds`}::interval`;
  const untouched = await tx
    .update(orders)
    .set({
      placedAt: moved(orders.placedAt),
      shippedAt: moved(orders.shippedAt),
      expectedAt: moved(orders.expectedAt),
      deliveredAt: moved(orders.deliveredAt),
      cancelledAt: moved(orders.cancelledAt),
      updatedAt: to,
    })
    .where(
      and(
        inArray(
          orders.number,
          DEMO_ORDERS.map((order) => order.number),
        ),
        // Seeding and moving leave exactly this time; every action leaves its own.
        eq(orders.updatedAt, from),
      ),
    )
    .returning({ id: orders.id });
  const ids = untouched.map((order) => order.id);
  await tx
    .update(refunds)
    .set({ createdAt: moved(refunds.createdAt) })
    .where(inArray(refunds.orderId, ids));
  await tx
    .update(returns)
    .set({ createdAt: moved(returns.createdAt) })
    .where(inArray(returns.orderId, ids));
  await tx
    .update(products)
    .set({ restockAt: moved(products.restockAt) })
    .where(inArray(products.sku, Object.keys(DEMO_PRODUCTS)));
}
