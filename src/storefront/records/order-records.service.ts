import { Injectable } from '@nestjs/common';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { addressText } from './address-text';
import { CustomerRecordsService, guestIdOf } from './customer-records.service';
import type { OrderBefore } from './order-news';
import { OrderNewsService, type LinkedBefore } from './order-news.service';
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
  ReturnEndBody,
} from './record-parts';
import { upsert, upserting } from './written-rows';

const { orders, orderLines, fulfilments, refunds, shopReturns } = schema;

/** Of each order, by its source's id, the parts that changed. */
export type ChangedParts = ReadonlyMap<string, readonly string[]>;

/** With when the latest of the parts that changed was changed. */
type KnownOrder = OrderParts & { changedAt: Date };

const RETURN = 'return:';
const RETURN_END = 'return_end:';

interface WrittenOrder {
  rows: OrderRows;
  head: OrderBody;
  news: readonly string[];
  changedAt: Date;
}

interface StoredPart {
  part: string;
  body: unknown;
  changedAt: Date;
}

/** Writes orders' records as their parts have it. */
@Injectable()
export class OrderRecordsService {
  constructor(
    private readonly parts: RecordPartsRepository,
    private readonly customers: CustomerRecordsService,
    private readonly orderNews: OrderNewsService,
  ) {}

  /**
   * The orders have to be locked.
   * @param news of each order the parts that changed; what follows from none of them is left as it is
   * @param areCustomersThere false where a customer's record may have been deleted
   */
  async write(
    tx: Transaction,
    source: string,
    news: ChangedParts,
    areCustomersThere: boolean,
  ): Promise<void> {
    if (news.size === 0) return;
    const known = await this.read(tx, source, news);
    const written: WrittenOrder[] = [];
    for (const [id, parts] of news) {
      const order = known.get(id);
      if (!order) {
        await this.remove(tx, source, id);
        continue;
      }
      const { customerId } = order.head;
      const customer = customerId === null ? guestIdOf(source, id) : `${source}:${customerId}`;
      const { head, changedAt } = order;
      written.push({ rows: orderRows(source, id, customer, order), head, news: parts, changedAt });
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

  /** Where the shop's system sends the order, whatever was said in chat; empty where it does not say. */
  async shopAddressOf(tx: Transaction, source: string, id: string): Promise<string> {
    const known = await this.read(tx, source, new Map([[id, []]]));
    return addressText(known.get(id)?.head.shipTo ?? null);
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

  private async read(tx: Transaction, source: string, news: ChangedParts): Promise<Map<string, KnownOrder>> {
    const byOrder = new Map<string, StoredPart[]>();
    for (const row of await this.parts.read(tx, source, 'order', [...news.keys()])) {
      const parts = byOrder.get(row.recordId) ?? [];
      parts.push(row);
      byOrder.set(row.recordId, parts);
    }
    const ends = await this.returnEnds(tx, source, [...byOrder.values()].flat());
    const known = new Map<string, KnownOrder>();
    for (const [id, ofOrder] of byOrder) {
      const parts = [...ofOrder, ...ofOrder.flatMap(({ part }) => ends.get(part) ?? [])];
      const order = partsOf(parts);
      if (order) known.set(id, { ...order, changedAt: latestChange(parts, news.get(id) ?? []) });
    }
    return known;
  }

  /** How the returns among these parts ended, by the part of each return. */
  private async returnEnds(
    tx: Transaction,
    source: string,
    parts: readonly StoredPart[],
  ): Promise<Map<string, StoredPart>> {
    const ids = parts.flatMap(({ part }) => (part.startsWith(RETURN) ? part.slice(RETURN.length) : []));
    if (ids.length === 0) return new Map();
    const rows = (await this.parts.read(tx, source, 'return', ids)).filter(({ part }) => part === 'end');
    return new Map(
      rows.map((row) => [`${RETURN}${row.recordId}`, { ...row, part: `${RETURN_END}${row.recordId}` }]),
    );
  }

  private async insert(tx: Transaction, written: readonly WrittenOrder[]): Promise<void> {
    if (written.length === 0) return;
    const statement = upserting(
      orders,
      written.map(({ rows }) => rows.order),
    );
    const { rows: found } = await tx.execute<{ id: string; is_new: boolean; before: LinkedBefore }>(sql`
      with written as (${statement} returning id, xmax = 0 as is_new, ${this.orderNews.linkedBefore} as before)
      select id, is_new, before from written where is_new or before is not null`);
    const isNew = new Set(found.flatMap((one) => (one.is_new ? [one.id] : [])));
    const before = new Map<string, OrderBefore>();
    for (const { id, before: linked } of found) {
      if (linked) before.set(id, await this.orderNews.readBefore(tx, id, linked));
    }
    const changed = (...kinds: string[]): OrderRows[] =>
      written
        .filter(
          ({ rows, news }) =>
            isNew.has(rows.order.id) || news.some((part) => kinds.some((kind) => part.startsWith(kind))),
        )
        .map(({ rows }) => rows);
    await this.removeStale(
      tx,
      changed('head', 'refund:', RETURN, RETURN_END).filter(({ order }) => !isNew.has(order.id)),
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
      changed(RETURN, RETURN_END).flatMap((rows) => rows.shopReturns),
    );
    for (const { rows, changedAt } of written) {
      const was = before.get(rows.order.id);
      if (was) await this.orderNews.add(tx, was, rows, changedAt);
    }
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

function latestChange(parts: readonly StoredPart[], news: readonly string[]): Date {
  const changes = parts.filter(({ part }) => news.includes(part)).map(({ changedAt }) => changedAt.getTime());
  return new Date(Math.max(0, ...changes));
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
  const ends = named<ReturnEndBody>(RETURN_END);
  const returns = [...named<ReturnBody>(RETURN)].map(([id, body]): [string, ReturnBody] => [
    id,
    { ...body, ...ends.get(id) },
  ]);
  return {
    head,
    fulfilments: named<FulfilmentBody>('fulfilment:'),
    parcelEvents: [...named<ParcelEventBody>('parcel_event:').values()],
    refunds: named<RefundBody>('refund:'),
    returns: new Map(returns),
    chat: {
      cancel: named<ChatCancelBody>('chat:cancel').get(''),
      address: named<ChatAddressBody>('chat:address').get(''),
    },
  };
}
