import { schema, type Transaction } from '../../storage';
import { demoRows } from './demo-rows';

/** Puts the demo shop into tables that are empty, its dates counted from `now`. */
export async function insertDemoShop(tx: Transaction, now: Date): Promise<void> {
  const { products, shopFacts } = demoRows(now);
  await insertDemoCustomers(tx, now);
  await tx.insert(schema.products).values(products);
  await tx.insert(schema.shopFacts).values(shopFacts);
}

/** The demo shop's customers alone, with their orders. */
export async function insertDemoCustomers(tx: Transaction, now: Date): Promise<void> {
  const { customers, orders, orderLines, refunds, returns } = demoRows(now);
  await tx.insert(schema.customers).values(customers);
  await tx.insert(schema.orders).values(orders);
  await tx.insert(schema.orderLines).values(orderLines);
  await tx.insert(schema.refunds).values(refunds);
  await tx.insert(schema.returns).values(returns);
}
