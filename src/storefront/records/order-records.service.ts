import { Injectable } from '@nestjs/common';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { CustomerRecordsService, guestIdOf } from './customer-records.service';
import { orderRows, type OrderParts, type OrderRows } from './order-rows';
import { RecordPartsRepository } from './record-parts.repository';
import type {
  ExistenceBody,
  FulfilmentBody,
  OrderBody,
  ParcelEventBody,
  RefundBody,
  ReturnBody,
} from './record-parts';
import { upsert, upserting } from './written-rows';

const { orders, orderLines, fulfilments, refunds, shopReturns } = schema;

/** Which parts of an order changed. */
export type OrderNews = ReadonlyMap<string, readonly string[]>;

interface WrittenOrder {
  rows: OrderRows;
  head: OrderBody;
  news: readonly string[];
}

/** Writes orders' records as their parts have it. */
@Injectable()
export class OrderRecordsService {
  constructor(
    private readonly parts: RecordPartsRepository,
    private readonly customers: CustomerRecordsService,
  ) {}

  /**
   * The orders have to be locked.
   * @param news of each order the parts that changed; what follows from none of them is left as it is
   * @param areCustomersThere false where a customer's record may have been deleted
   */
  async write(tx: Transaction, source: string, news: OrderNews, areCustomersThere: boolean): Promise<void> {
    if (news.size === 0) return;
    const known = await this.read(tx, source, [...news.keys()]);
    const written: WrittenOrder[] = [];
    for (const [id, parts] of news) {
      const order = known.get(id);
      if (!order) {
        await this.remove(tx, source, id);
        continue;
      }
      const { customerId } = order.head;
      const customer = customerId === null ? guestIdOf(source, id) : `${source}:${customerId}`;
      written.push({ rows: orderRows(source, id, customer, order), head: order.head, news: parts });
    }
    const withoutCustomer = written.filter(
      ({ head, news: parts }) =>
        !areCustomersThere ||
        (head.customerId === null && (parts.includes('head') || parts.includes('existence'))),
    );
    const buyers = withoutCustomer.map(({ rows, head }) => [rows.order.customerId, head] as const);
    await this.customers.ensure(
      tx,
      source,
      [...new Map(buyers)].map(([id, head]) => ({ id, head })),
    );
    await this.insert(tx, written);
  }

  /** What hangs on it goes with it. */
  async remove(tx: Transaction, source: string, id: string): Promise<void> {
    const [gone] = await tx
      .delete(orders)
      .where(and(eq(orders.source, source), eq(orders.externalId, id)))
      .returning({ customerId: orders.customerId });
    if (gone) await this.customers.forgetUnused(tx, gone.customerId);
  }

  /** Ids, as the source has them, of the orders that are on record for this customer. */
  async ofCustomer(tx: Transaction, source: string, customerId: string): Promise<string[]> {
    const rows = await tx
      .select({ id: orders.externalId })
      .from(orders)
      .where(and(eq(orders.source, source), eq(orders.customerId, `${source}:${customerId}`)));
    return rows.flatMap(({ id }) => id ?? []);
  }

  async all(tx: Transaction, source: string): Promise<string[]> {
    const rows = await tx.select({ id: orders.externalId }).from(orders).where(eq(orders.source, source));
    return rows.flatMap(({ id }) => id ?? []);
  }

  private async read(
    tx: Transaction,
    source: string,
    ids: readonly string[],
  ): Promise<Map<string, OrderParts>> {
    const byOrder = new Map<string, { part: string; body: unknown }[]>();
    for (const row of await this.parts.read(tx, source, 'order', ids)) {
      const parts = byOrder.get(row.recordId) ?? [];
      parts.push(row);
      byOrder.set(row.recordId, parts);
    }
    const orders = new Map<string, OrderParts>();
    for (const [id, parts] of byOrder) {
      const order = partsOf(parts);
      if (order) orders.set(id, order);
    }
    return orders;
  }

  private async insert(tx: Transaction, written: readonly WrittenOrder[]): Promise<void> {
    if (written.length === 0) return;
    const statement = upserting(
      orders,
      written.map(({ rows }) => rows.order),
    );
    const { rows: found } = await tx.execute<{ id: string }>(
      sql`with written as (${statement} returning id, xmax = 0 as is_new) select id from written where is_new`,
    );
    const isNew = new Set(found.map(({ id }) => id));
    const changed = (...kinds: string[]): OrderRows[] =>
      written
        .filter(
          ({ rows, news }) =>
            isNew.has(rows.order.id) || news.some((part) => kinds.some((kind) => part.startsWith(kind))),
        )
        .map(({ rows }) => rows);
    await this.removeStale(
      tx,
      changed('head', 'refund:', 'return:').filter(({ order }) => !isNew.has(order.id)),
    );
    await upsert(
      tx,
      orderLines,
      changed('head').flatMap(({ lines }) => lines),
    );
    await upsert(
      tx,
      fulfilments,
      changed('head', 'fulfilment:', 'parcel_event:').flatMap((rows) => rows.fulfilments),
    );
    await upsert(
      tx,
      refunds,
      changed('head', 'refund:').flatMap((rows) => rows.refunds),
    );
    await upsert(
      tx,
      shopReturns,
      changed('return:').flatMap((rows) => rows.shopReturns),
    );
  }

  /** What the orders no longer have. A line that a return was agreed on in chat stays, for the return's sake. */
  private async removeStale(tx: Transaction, written: readonly OrderRows[]): Promise<void> {
    if (written.length === 0) return;
    const orderIds = sql.param(written.map(({ order }) => order.id));
    const kept = (table: 'lines' | 'fulfilments' | 'refunds' | 'shopReturns'): unknown =>
      sql.param(written.flatMap((rows) => rows[table].map(({ id }) => id)));
    const isStale = (table: Parameters<typeof kept>[0]): SQL =>
      sql`order_id = any(${orderIds}::text[]) and id <> all(${kept(table)}::text[])`;
    await tx.execute(sql`
      with gone_lines as (delete from order_lines where ${isStale('lines')}
          and not exists (select 1 from returns where order_line_id = order_lines.id)),
        gone_fulfilments as (delete from fulfilments where ${isStale('fulfilments')}),
        gone_refunds as (delete from refunds where ${isStale('refunds')})
      delete from shop_returns where ${isStale('shopReturns')}`);
  }
}

/** Undefined while the order itself is not known, or is deleted. */
function partsOf(rows: readonly { part: string; body: unknown }[]): OrderParts | undefined {
  const head = rows.find(({ part }) => part === 'head')?.body as OrderBody | undefined;
  const existence = rows.find(({ part }) => part === 'existence')?.body as ExistenceBody | undefined;
  if (!head || existence?.isThere === false) return undefined;
  const named = <Body>(prefix: string): Map<string, Body> =>
    new Map(
      rows
        .filter(({ part }) => part.startsWith(prefix))
        .map(({ part, body }) => [part.slice(prefix.length), body as Body]),
    );
  return {
    head,
    fulfilments: named<FulfilmentBody>('fulfilment:'),
    parcelEvents: [...named<ParcelEventBody>('parcel_event:').values()],
    refunds: named<RefundBody>('refund:'),
    returns: named<ReturnBody>('return:'),
  };
}
