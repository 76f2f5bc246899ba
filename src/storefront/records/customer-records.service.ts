import { Injectable } from '@nestjs/common';
import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import { RecordPartsRepository } from './record-parts.repository';
import type { CustomerBody, OrderBody } from './record-parts';
import { upsert } from './written-rows';

const { customers } = schema;

/** Whoever ordered without an account is a customer of this one order. */
export function guestIdOf(source: string, orderId: string): string {
  return `guest:${source}:${orderId}`;
}

/** Writes a customer's record as its parts have it. */
@Injectable()
export class CustomerRecordsService {
  constructor(private readonly parts: RecordPartsRepository) {}

  /** The customer has to be locked. */
  async write(tx: Transaction, source: string, id: string): Promise<void> {
    const rows = await this.parts.read(tx, source, 'customer', [id]);
    const known = rows.find(({ part }) => part === 'head') ?? rows.find(({ part }) => part === 'mention');
    if (!known) return this.remove(tx, source, id);
    const body = known.body as CustomerBody;
    await upsert(tx, customers, [
      {
        id: `${source}:${id}`,
        source,
        externalId: id,
        email: body.email ?? '',
        name: body.name,
        phone: body.phone,
        locale: body.locale,
        sourceUpdatedAt: body.updatedAt === null ? null : new Date(body.updatedAt),
      },
    ]);
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

  /** Before an order is written, its customer has to be there: a guest, or one whose record was deleted. */
  async ensure(tx: Transaction, source: string, id: string, head: OrderBody): Promise<void> {
    const isGuest = head.customerId === null;
    const row = {
      id,
      source: isGuest ? null : source,
      externalId: head.customerId,
      email: isGuest ? (head.email ?? '') : '',
      name: isGuest ? (head.billTo?.name ?? head.shipTo?.name ?? '') : '',
    };
    if (isGuest) await upsert(tx, customers, [row]);
    else await tx.insert(customers).values(row).onConflictDoNothing({ target: customers.id });
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
