import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { ActionIncompleteError } from '../storefront.errors';
import type { ActionRequest, ActionResult, Order } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { notProcessing } from './not-processing';

@Injectable()
export class ChangeAddressService implements ActionHandler {
  constructor(private readonly clock: Clock) {}

  refusalOf(_tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const { order, newAddress } = changeOf(request);
    const refusal = notProcessing(order);
    if (refusal) return Promise.resolve(refusal);
    const isSame = comparable(order.shippingAddress) === comparable(newAddress);
    return Promise.resolve(isSame ? { outcome: 'already_done', facts: {} } : undefined);
  }

  async act(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    const { order, newAddress } = changeOf(request);
    await tx
      .update(schema.orders)
      .set({ shippingAddress: newAddress, updatedAt: this.clock.now() })
      .where(eq(schema.orders.id, order.id));
    return { outcome: 'ok', facts: {} };
  }
}

function changeOf({ type, order, newAddress }: ActionRequest): { order: Order; newAddress: string } {
  const address = newAddress?.trim();
  if (!order || !address) throw new ActionIncompleteError(type, 'an order and a new address');
  return { order, newAddress: address };
}

/** Line breaks, commas and capitals do not make another address. */
function comparable(address: string): string {
  return address
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean)
    .join(' ');
}
