import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import { comparableAddress } from '../comparable-address';
import { ActionIncompleteError } from '../storefront.errors';
import type { ActionRequest, ActionResult, Order } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { OrderChangesService } from './order-changes.service';
import { notProcessing } from './not-processing';
import type { ShopsWord } from './shops-word';

@Injectable()
export class ChangeAddressService implements ActionHandler {
  constructor(private readonly changes: OrderChangesService) {}

  refusalOf(_tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const { order, newAddress } = changeOf(request);
    const refusal = notProcessing(order);
    if (refusal) return Promise.resolve(refusal);
    const isSame = comparableAddress(order.shippingAddress) === comparableAddress(newAddress);
    return Promise.resolve(isSame ? { outcome: 'already_done', facts: {} } : undefined);
  }

  async act(tx: Transaction, request: ActionRequest, shop: ShopsWord = {}): Promise<ActionResult> {
    const { order, newAddress } = changeOf(request);
    await this.changes.setAddress(tx, order, newAddress, shop);
    return { outcome: 'ok', facts: {} };
  }
}

function changeOf({ type, order, newAddress }: ActionRequest): { order: Order; newAddress: string } {
  const address = newAddress?.trim();
  if (!order || !address) throw new ActionIncompleteError(type, 'an order and a new address');
  return { order, newAddress: address };
}
