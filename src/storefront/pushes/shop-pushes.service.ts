import { Inject, Injectable } from '@nestjs/common';
import { and, eq } from 'drizzle-orm';
import { Clock, newReadableId } from '../../common';
import { schema, type Transaction } from '../../storage';
import type { LockedOrder } from '../order-locks.service';
import type { ActionRequest } from '../storefront.types';
import { SHOP_SYSTEMS, type ShopPush, type ShopSystem } from './shop-system';

const { shopPushes } = schema;

/** What the APIs of the shop's systems are to be told. */
@Injectable()
export class ShopPushesService {
  constructor(
    @Inject(SHOP_SYSTEMS) private readonly systems: readonly ShopSystem[],
    private readonly clock: Clock,
  ) {}

  /** Whether the order's own system can be told. */
  canPush({ origin }: Pick<LockedOrder, 'origin'>): boolean {
    return origin !== null && this.systems.some(({ source }) => source === origin.source);
  }

  /** To be made once the transaction is committed. The order has to be locked. */
  async add(tx: Transaction, request: ActionRequest, { order, origin }: LockedOrder): Promise<void> {
    if (!origin) return;
    const now = this.clock.now();
    await tx
      .insert(shopPushes)
      .values({
        actionKey: request.idempotencyKey,
        source: origin.source,
        orderId: order.id,
        push: pushOf(request, order, origin.externalId),
        state: 'waiting',
        nextAttemptAt: now,
        queuedAt: now,
      })
      .onConflictDoNothing({ target: shopPushes.actionKey });
  }

  /** It was decided otherwise; one that is being made meanwhile may still have come through. */
  async drop(tx: Transaction, actionKey: string): Promise<void> {
    await tx
      .update(shopPushes)
      .set({ state: 'dropped', finishedAt: this.clock.now() })
      .where(and(eq(shopPushes.actionKey, actionKey), eq(shopPushes.state, 'waiting')));
  }
}

function pushOf(
  { type, idempotencyKey, orderLine, newAddress, reason, wantedItem }: ActionRequest,
  order: LockedOrder['order'],
  orderExternalId: string,
): ShopPush {
  const kind = type as ShopPush['kind'];
  const isReturn = kind === 'create_return' || kind === 'create_exchange';
  return {
    key: idempotencyKey,
    kind,
    orderExternalId,
    orderNumber: order.number,
    ...(newAddress !== undefined && { newAddress: newAddress.trim() }),
    ...(isReturn &&
      orderLine && {
        line: {
          externalId: orderLine.id.slice(order.id.length + 1),
          sku: orderLine.sku,
          name: orderLine.name,
          quantity: orderLine.quantity,
        },
        // The number that it will have here as well, unless the shop gives it one of its own.
        returnNumber: newReadableId('RMA'),
      }),
    ...(reason !== undefined && { reason }),
    ...(wantedItem !== undefined && { wantedItem }),
  };
}
