import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import { ActionIncompleteError } from '../storefront.errors';
import type { ActionRequest, ActionResult, Order } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { OrderChangesService } from './order-changes.service';
import { notProcessing } from './not-processing';
import type { ShopsWord } from './shops-word';

@Injectable()
export class CancelOrderService implements ActionHandler {
  constructor(private readonly changes: OrderChangesService) {}

  refusalOf(_tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const order = orderOf(request);
    if (order.status === 'cancelled') return Promise.resolve({ outcome: 'already_done', facts: {} });
    return Promise.resolve(notProcessing(order));
  }

  async act(tx: Transaction, request: ActionRequest, shop: ShopsWord = {}): Promise<ActionResult> {
    await this.changes.cancel(tx, orderOf(request), shop);
    return { outcome: 'ok', facts: {} };
  }
}

function orderOf({ type, order }: ActionRequest): Order {
  if (!order) throw new ActionIncompleteError(type, 'an order');
  return order;
}
