import { Injectable } from '@nestjs/common';
import { asc, desc, eq, type SQL } from 'drizzle-orm';
import { Clock } from '../common';
import { schema, type Transaction } from '../storage';
import { dayOf } from './day-of';
import { arrivalOf } from './line-arrival';
import { chooseByKey, exactFirst, hasKey, numberKey } from './number-key';
import type { Order, OrderHead, OrderStatus, ReturnRecord } from './storefront.types';

const { orders, orderLines, refunds, returns, shopReturns } = schema;

@Injectable()
export class OrderLookupService {
  constructor(private readonly clock: Clock) {}

  async findByNumber(tx: Transaction, number: string): Promise<Order | null> {
    const head = await this.findHead(tx, number);
    return head ? this.findById(tx, head.id) : null;
  }

  /** One query, the same whether the order exists or not. */
  async findHead(tx: Transaction, number: string): Promise<(OrderHead & { key: string }) | undefined> {
    const key = numberKey(number);
    const rows = await tx
      .select({ id: orders.id, key: orders.numberKey, customerId: orders.customerId, email: orders.email })
      .from(orders)
      .where(hasKey(orders.numberKey, key))
      // Two of the shop's systems may have the same number: the newer is more likely meant.
      .orderBy(exactFirst(orders.numberKey, key), desc(orders.placedAt), asc(orders.id))
      .limit(2);
    return chooseByKey(rows, key);
  }

  async findById(tx: Transaction, id: string): Promise<Order | null> {
    return (await this.load(tx, eq(orders.id, id)))[0] ?? null;
  }

  /** The same, and nobody else changes the order until the transaction ends. */
  async lockById(tx: Transaction, id: string): Promise<Order | null> {
    await tx.select({ id: orders.id }).from(orders).where(eq(orders.id, id)).for('update');
    return this.findById(tx, id);
  }

  async ofCustomer(tx: Transaction, customerId: string): Promise<Order[]> {
    return this.load(tx, eq(orders.customerId, customerId));
  }

  async latest(tx: Transaction, limit: number): Promise<Order[]> {
    return this.load(tx, undefined, limit);
  }

  private async load(tx: Transaction, where: SQL | undefined, limit?: number): Promise<Order[]> {
    const rows = await tx.query.orders.findMany({
      where,
      limit,
      orderBy: [desc(orders.placedAt), desc(orders.number)],
      with: {
        lines: { orderBy: asc(orderLines.position) },
        refunds: { orderBy: asc(refunds.createdAt) },
        returns: { orderBy: asc(returns.createdAt) },
        shopReturns: { orderBy: asc(shopReturns.createdAt) },
        fulfilments: true,
      },
    });
    return rows.map(({ currency, ...row }) => ({
      id: row.id,
      number: row.number,
      status: row.status as OrderStatus,
      customerId: row.customerId,
      email: row.email,
      placedAt: row.placedAt.toISOString(),
      shippedAt: toIso(row.shippedAt),
      expectedAt: toIso(row.expectedAt),
      deliveredAt: toIso(row.deliveredAt),
      cancelledAt: toIso(row.cancelledAt),
      isLate: this.isLate(row),
      carrier: row.carrier,
      trackingNumber: row.trackingNumber,
      trackingUrl: row.trackingUrl,
      shippingAddress: row.shippingAddress,
      total: { amountMinor: row.totalMinor, currency },
      lines: row.lines.map((line) => ({
        id: line.id,
        sku: line.sku,
        name: line.name,
        quantity: line.quantity,
        unitPrice: { amountMinor: line.unitPriceMinor, currency },
        isFinalSale: line.isFinalSale,
        ...arrivalOf(line, row.fulfilments),
      })),
      refunds: row.refunds.map((refund) => ({
        amount: { amountMinor: refund.amountMinor, currency },
        createdAt: refund.createdAt.toISOString(),
        reason: refund.reason,
      })),
      returns: returnsOf(row.returns, row.shopReturns, row.lines),
    }));
  }

  /** A day is promised, not an hour: late from the day after. */
  private isLate(row: { status: string; expectedAt: Date | null; deliveredAt: Date | null }): boolean {
    if (!row.expectedAt || row.deliveredAt || !['processing', 'shipped'].includes(row.status)) return false;
    return dayOf(row.expectedAt) < dayOf(this.clock.now());
  }
}

/** Those agreed in chat, as far as the shop's own system has taken them since, and for other lines those of that system. */
function returnsOf(
  agreed: (typeof returns.$inferSelect)[],
  ofShop: (typeof shopReturns.$inferSelect)[],
  lines: (typeof orderLines.$inferSelect)[],
): ReturnRecord[] {
  const ofLines = ofShop.flatMap((one) =>
    (one.lines as { lineId: string }[]).map(({ lineId }) => ({ ...one, orderLineId: lineId })),
  );
  const ownOf = ({ orderLineId }: { orderLineId: string }): (typeof ofLines)[number] | undefined =>
    ofLines.find((one) => one.orderLineId === orderLineId);
  const others = ofLines.filter(({ orderLineId }) => !agreed.some((one) => one.orderLineId === orderLineId));
  return [...agreed.map((one) => ({ ...one, state: ownOf(one)?.state ?? one.state })), ...others].map(
    (one) => ({
      number: one.number,
      kind: one.kind as ReturnRecord['kind'],
      state: one.state as ReturnRecord['state'],
      orderLineId: one.orderLineId,
      itemName: lines.find((line) => line.id === one.orderLineId)?.name ?? '',
      createdAt: one.createdAt.toISOString(),
    }),
  );
}

function toIso(date: Date | null): string | null {
  return date && date.toISOString();
}
