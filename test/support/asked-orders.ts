import { sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../src/storage';
import type { OrderNotice } from '../../src/storefront';

const { conversations, customerNotices, orderLinks } = schema;

/** Somebody asks about every order there is. */
export async function askAboutAll(tx: Transaction): Promise<void> {
  await tx.insert(conversations).values({ id: 'c1', channel: 'rest', state: {} }).onConflictDoNothing();
  await tx.execute(sql`
    insert into ${orderLinks} (order_id, conversation_id, sender_id, customer_id, is_group, locale, linked_at, expected_at)
    select id, 'c1', 'client', customer_id, false, 'en', now(), expected_at from orders on conflict do nothing`);
}

/** Of orders, in the order in which they were added. */
export async function noticesIn(tx: Transaction): Promise<{ onceKey: string; notice: OrderNotice }[]> {
  const rows = await tx.select().from(customerNotices).orderBy(customerNotices.id);
  return rows.map(({ onceKey, notice }) => ({ onceKey, notice: notice as OrderNotice }));
}
