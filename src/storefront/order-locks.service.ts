import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '../storage';
import { OrderLookupService } from './order-lookup.service';
import { RecordPartsRepository } from './records/record-parts.repository';
import type { Order } from './storefront.types';

/** Which of the shop's systems an order is from, and what it is called there. */
export interface OrderOrigin {
  source: string;
  externalId: string;
}

export interface LockedOrder {
  order: Order;
  /** Null for an order that no system of the shop knows. */
  origin: OrderOrigin | null;
}

/** Keeps everybody else from an order: other actions, and the events of the shop. */
@Injectable()
export class OrderLocksService {
  constructor(
    private readonly orders: OrderLookupService,
    private readonly parts: RecordPartsRepository,
  ) {}

  /** The order as it is now, and as it stays until the transaction ends; null where there is none. */
  async lock(tx: Transaction, id: string): Promise<LockedOrder | null> {
    const { orders } = schema;
    const [row] = await tx
      .select({ source: orders.source, externalId: orders.externalId })
      .from(orders)
      .where(eq(orders.id, id));
    if (!row) return null;
    const { source, externalId } = row;
    const origin = source !== null && externalId !== null ? { source, externalId } : null;
    // In the order in which the events of the shop lock: the name first, then the row.
    if (origin) await this.parts.lock(tx, origin.source, [{ kind: 'order', id: origin.externalId }]);
    const order = await this.orders.lockById(tx, id);
    return order && { order, origin };
  }
}
