import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { ActionIncompleteError } from '../storefront.errors';
import type { ActionRequest, ActionResult, Order } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { notProcessing } from './not-processing';

@Injectable()
export class CancelOrderService implements ActionHandler {
  constructor(private readonly clock: Clock) {}

  refusalOf(_tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const order = orderOf(request);
    if (order.status === 'cancelled') return Promise.resolve({ outcome: 'already_done', facts: {} });
    return Promise.resolve(notProcessing(order));
  }

  async act(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    const now = this.clock.now();
    await tx
      .update(schema.orders)
      .set({ status: 'cancelled', cancelledAt: now, updatedAt: now })
      .where(eq(schema.orders.id, orderOf(request).id));
    return { outcome: 'ok', facts: {} };
  }
}

function orderOf({ type, order }: ActionRequest): Order {
  if (!order) throw new ActionIncompleteError(type, 'an order');
  return order;
}
