import { Injectable } from '@nestjs/common';
import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { addressText } from './address-text';
import { CustomerRecordsService, guestIdOf } from './customer-records.service';
import { orderRows, type OrderParts, type OrderRows } from './order-rows';
import { RecordPartsRepository } from './record-parts.repository';
import type {
  ChatAddressBody,
  ChatCancelBody,
  ExistenceBody,
  FulfilmentBody,
  OrderBody,
  ParcelEventBody,
  RefundBody,
  ReturnBody,
} from './record-parts';
import { allExcluded, upsert } from './written-rows';

const { orders, orderLines, fulfilments, refunds, shopReturns } = schema;

/** Writes an order's records as its parts have it. */
@Injectable()
export class OrderRecordsService {
  constructor(
    private readonly parts: RecordPartsRepository,
    private readonly customers: CustomerRecordsService,
  ) {}

  /**
   * The order has to be locked.
   * @param news the parts that changed; what follows from none of them is left as it is
   * @param isCustomerThere false where the customer's record may have been deleted
   */
  async write(
    tx: Transaction,
    source: string,
    id: string,
    news: readonly string[],
    isCustomerThere: boolean,
  ): Promise<void> {
    const known = await this.read(tx, source, id);
    if (!known) return this.remove(tx, source, id);
    const { customerId } = known.head;
    const customer = customerId === null ? guestIdOf(source, id) : `${source}:${customerId}`;
    const rows = orderRows(source, id, customer, known);
    const isHeadNews = news.includes('head') || news.includes('existence');
    if (!isCustomerThere || (customerId === null && isHeadNews)) {
      await this.customers.ensure(tx, source, customer, known.head);
    }
    await this.insert(tx, rows, news);
  }

  /** What hangs on it goes with it. */
  async remove(tx: Transaction, source: string, id: string): Promise<void> {
    const [gone] = await tx
      .delete(orders)
      .where(and(eq(orders.source, source), eq(orders.externalId, id)))
      .returning({ customerId: orders.customerId });
    if (gone) await this.customers.forgetUnused(tx, gone.customerId);
  }

  /** Where the shop's system sends the order, whatever was said in chat; empty where it does not say. */
  async shopAddressOf(tx: Transaction, source: string, id: string): Promise<string> {
    const known = await this.read(tx, source, id);
    return known ? addressText(known.head.shipTo) : '';
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

  private async read(tx: Transaction, source: string, id: string): Promise<OrderParts | undefined> {
    const rows = await this.parts.read(tx, source, 'order', [id]);
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
      chat: {
        cancel: named<ChatCancelBody>('chat:cancel').get(''),
        address: named<ChatAddressBody>('chat:address').get(''),
      },
    };
  }

  private async insert(tx: Transaction, rows: OrderRows, news: readonly string[]): Promise<void> {
    const [written] = await tx
      .insert(orders)
      .values(rows.order)
      .onConflictDoUpdate({ target: orders.id, set: allExcluded(orders, rows.order) })
      .returning({ isNew: sql<boolean>`xmax = 0` });
    const isNews = (...kinds: string[]): boolean =>
      Boolean(written?.isNew) || news.some((part) => kinds.some((kind) => part.startsWith(kind)));
    if (!written?.isNew && isNews('head', 'refund:', 'return:')) await this.removeStale(tx, rows);
    if (isNews('head')) await upsert(tx, orderLines, rows.lines);
    if (isNews('head', 'fulfilment:', 'parcel_event:')) await upsert(tx, fulfilments, rows.fulfilments);
    if (isNews('head', 'refund:')) await upsert(tx, refunds, rows.refunds);
    if (isNews('return:')) await upsert(tx, shopReturns, rows.shopReturns);
  }

  /** What the order no longer has. A line that a return was agreed on in chat stays, for the return's sake. */
  private async removeStale(tx: Transaction, rows: OrderRows): Promise<void> {
    const orderId = rows.order.id;
    const kept = (some: readonly { id: string }[]): unknown => sql.param(some.map(({ id }) => id));
    await tx.execute(sql`
      with gone_lines as (delete from order_lines where order_id = ${orderId} and id <> all(${kept(rows.lines)}::text[])
          and not exists (select 1 from returns where order_line_id = order_lines.id)),
        gone_fulfilments as (delete from fulfilments
          where order_id = ${orderId} and id <> all(${kept(rows.fulfilments)}::text[])),
        gone_refunds as (delete from refunds where order_id = ${orderId} and id <> all(${kept(rows.refunds)}::text[]))
      delete from shop_returns where order_id = ${orderId} and id <> all(${kept(rows.shopReturns)}::text[])`);
  }
}
