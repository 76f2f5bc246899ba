import { Injectable } from '@nestjs/common';
import { asc, eq, is, sql } from 'drizzle-orm';
import { getTableConfig, IndexedColumn, type PgTable } from 'drizzle-orm/pg-core';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { ShopFactsService } from '../shop-facts.service';
import { StagePort, type Stage } from '../stage.port';
import type { CustomerIdentity, ShopFacts } from '../storefront.types';
import { DEMO_CUSTOMERS, DEMO_FACTS } from './demo-shop';
import { insertDemoCustomers, insertDemoShop } from './insert-demo-shop';

/** What customers own and set in motion. */
const OF_CUSTOMERS = [
  schema.customers,
  schema.orders,
  schema.orderLines,
  schema.refunds,
  schema.returns,
  schema.fulfilments,
  schema.shopReturns,
  schema.actions,
  schema.tickets,
  schema.identityAttempts,
  // None on a stage: what happens there is told to nobody.
  schema.webhookSubscriptions,
];
const OF_THE_SHOP = [schema.products, schema.productVariants, schema.shopFacts];

/**
 * Sets the stage with temporary tables of the same names, which the transaction finds first: the shop's own rows are
 * neither read nor locked, however many there are.
 */
@Injectable()
export class DemoStageService extends StagePort {
  constructor(
    private readonly clock: Clock,
    private readonly facts: ShopFactsService,
  ) {
    super();
  }

  async set(tx: Transaction, stage: Stage): Promise<ShopFacts> {
    if (stage === 'own') return this.facts.readRecent(tx);
    const now = this.clock.now();
    if (stage === 'demo_customers') {
      await standIn(tx, OF_CUSTOMERS);
      await insertDemoCustomers(tx, now);
      return this.facts.readRecent(tx);
    }
    await standIn(tx, [...OF_CUSTOMERS, ...OF_THE_SHOP]);
    await insertDemoShop(tx, now);
    // Not read by way of `ShopFactsService`, which would remember them for the customers' next messages.
    return DEMO_FACTS;
  }

  async findCustomer(tx: Transaction, email: string): Promise<CustomerIdentity | undefined> {
    const { customers } = schema;
    const [customer] = await tx
      .select({ customerId: customers.id, email: customers.email })
      .from(customers)
      .where(eq(customers.email, email.trim()))
      .orderBy(asc(customers.id))
      .limit(1);
    return customer;
  }

  isOfDemoShop(email: string): boolean {
    return Object.values(DEMO_CUSTOMERS).some((customer) => customer.email === email.trim());
  }
}

async function standIn(tx: Transaction, tables: PgTable[]): Promise<void> {
  await tx.execute(sql.raw(`do $$ begin ${tables.flatMap(temporary).join(' ')} end $$`));
  // They would come first anyhow. But a session that has temporary tables of its own plans prepared statements anew
  // for a path that changes only, and would go on with the shop's tables.
  await tx.execute(
    sql`select set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)`,
  );
}

/** The table's double: what makes a row one of a kind, but no index that only makes a large table faster. */
function temporary(table: PgTable): string[] {
  const { name, columns, indexes } = getTableConfig(table);
  const keys = columns.filter(({ primary }) => primary).map((column) => [column]);
  const uniques = indexes.flatMap(({ config }) =>
    config.unique ? [config.columns.filter((column) => is(column, IndexedColumn))] : [],
  );
  return [
    `create temp table ${name} (like ${name} including defaults including generated) on commit drop;`,
    ...[...keys, ...uniques].map(
      (unique) =>
        `create unique index on pg_temp.${name} (${unique.map((column) => column.name).join(', ')});`,
    ),
  ];
}
