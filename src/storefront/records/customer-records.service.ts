import { Injectable } from '@nestjs/common';
import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { RecordPartsRepository } from './record-parts.repository';
import type { CustomerBody, OrderBody } from './record-parts';
import { inserting, upsert } from './written-rows';

const { customers } = schema;

/** Whoever ordered without an account is a customer of this one order. */
export function guestIdOf(source: string, orderId: string): string {
  return `guest:${source}:${orderId}`;
}

/** Whom an order belongs to. */
export interface Buyer {
  /** The id of the customer's record. */
  id: string;
  head: OrderBody;
}

/** Writes customers' records as their parts have it. */
@Injectable()
export class CustomerRecordsService {
  constructor(private readonly parts: RecordPartsRepository) {}

  /** The customers have to be locked. */
  async write(tx: Transaction, source: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await this.parts.read(tx, source, 'customer', ids);
    const heads = new Map(rows.filter(({ part }) => part === 'head').map((row) => [row.recordId, row]));
    const mentions = new Map(rows.filter(({ part }) => part === 'mention').map((row) => [row.recordId, row]));
    const known = ids.flatMap((id) => heads.get(id) ?? mentions.get(id) ?? []);
    await upsert(
      tx,
      customers,
      known.map(({ recordId, body }) => customerRow(source, recordId, body as CustomerBody)),
    );
    for (const id of ids) {
      if (!heads.has(id) && !mentions.has(id)) await this.remove(tx, source, id);
    }
  }

  /** Orders that are kept still belong to somebody, of whom nothing is known. */
  async remove(tx: Transaction, source: string, id: string): Promise<void> {
    const ofShop = and(eq(customers.source, source), eq(customers.externalId, id));
    await tx
      .update(customers)
      .set({ email: '', name: '', phone: null, locale: null, sourceUpdatedAt: null })
      .where(ofShop);
    await this.forgetUnused(tx, `${source}:${id}`);
  }

  /** Before orders are written, their customers have to be there: guests, or those whose record was deleted. */
  async ensure(tx: Transaction, source: string, buyers: readonly Buyer[]): Promise<void> {
    const rows = buyers.map(({ id, head }) => {
      const isGuest = head.customerId === null;
      return {
        id,
        source: isGuest ? null : source,
        externalId: head.customerId,
        email: isGuest ? (head.email ?? '') : '',
        name: isGuest ? (head.billTo?.name ?? head.shipTo?.name ?? '') : '',
      };
    });
    const guests = rows.filter(({ source: from }) => from === null);
    const others = rows.filter(({ source: from }) => from !== null);
    await upsert(tx, customers, guests);
    if (others.length > 0) await tx.execute(sql`${inserting(customers, others)} on conflict (id) do nothing`);
  }

  /** A guest without an order, or one whose record was deleted, is nobody. */
  async forgetUnused(tx: Transaction, id: string): Promise<void> {
    // The last order and the customer may go at once: whoever comes second sees that the other is gone.
    await tx.execute(sql`select 1 from customers where id = ${id} for update`);
    await tx.execute(sql`delete from customers where id = ${id} and (external_id is null or (email = '' and not exists (
        select 1 from shop_parts where source = customers.source and record_kind = 'customer'
          and record_id = customers.external_id and part in ('head', 'mention'))))
      and not exists (select 1 from orders where customer_id = customers.id)`);
  }
}

function customerRow(source: string, id: string, body: CustomerBody): typeof customers.$inferInsert {
  return {
    id: `${source}:${id}`,
    source,
    externalId: id,
    email: body.email ?? '',
    name: body.name,
    phone: body.phone,
    locale: body.locale,
    sourceUpdatedAt: body.updatedAt === null ? null : new Date(body.updatedAt),
  };
}
