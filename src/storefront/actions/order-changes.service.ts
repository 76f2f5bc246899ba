import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { versionOf, type RecordPart } from '../records/record-parts';
import { ShopRecordsService } from '../records/shop-records.service';
import type { Order } from '../storefront.types';
import type { ShopsWord } from './shops-word';

const { orders } = schema;

/** Changes orders in the records so that the next event of a shop's system that does not know of it changes nothing back. */
@Injectable()
export class OrderChangesService {
  constructor(
    private readonly clock: Clock,
    private readonly records: ShopRecordsService,
  ) {}

  /** The order has to be locked, as in `setAddress`. */
  async cancel(tx: Transaction, { id }: Order, shop: ShopsWord): Promise<void> {
    const now = this.clock.now();
    const body = { at: now.toISOString(), acceptedAt: timeOf(shop) };
    if (await this.lay(tx, id, now, shop, { part: 'chat:cancel', body })) return;
    await tx
      .update(orders)
      .set({ status: 'cancelled', cancelledAt: now, updatedAt: now })
      .where(eq(orders.id, id));
  }

  async setAddress(tx: Transaction, order: Order, address: string, shop: ShopsWord): Promise<void> {
    const now = this.clock.now();
    const shopAddress = await this.records.shopAddressOf(tx, order.id);
    const body = { at: now.toISOString(), acceptedAt: timeOf(shop), address, shopAddress };
    if (await this.lay(tx, order.id, now, shop, { part: 'chat:address', body })) return;
    await tx.update(orders).set({ shippingAddress: address, updatedAt: now }).where(eq(orders.id, order.id));
  }

  /** False for an order that no system of the shop knows: nothing will change it back. */
  private async lay(
    tx: Transaction,
    orderId: string,
    changedAt: Date,
    { isOnRecord = false }: ShopsWord,
    change: Pick<Extract<RecordPart, { part: 'chat:cancel' | 'chat:address' }>, 'part' | 'body'>,
  ): Promise<boolean> {
    const [row] = await tx
      .select({ source: orders.source, externalId: orders.externalId })
      .from(orders)
      .where(eq(orders.id, orderId));
    if (!row || row.source === null || row.externalId === null) return false;
    if (isOnRecord) return true;
    const version = versionOf(change.body, changedAt);
    const part = { kind: 'order', id: row.externalId, version, changedAt, ...change } as RecordPart;
    await this.records.write(tx, row.source, [{ type: 'merge', part }]);
    return true;
  }
}

function timeOf({ acceptedAt }: ShopsWord): string | null {
  return acceptedAt ? acceptedAt.toISOString() : null;
}
