import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { ShopFactsService } from '../shop-facts.service';
import { ActionIncompleteError } from '../storefront.errors';
import type { ActionRequest, ActionResult, Order, OrderLine, ReturnRecord } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { insertNumbered } from './free-number';
import { returnRefusal } from './return-policy';

/** `create_return` and `create_exchange`: one of either per order line. */
@Injectable()
export class ReturnActionService implements ActionHandler {
  constructor(
    private readonly clock: Clock,
    private readonly shopFacts: ShopFactsService,
  ) {}

  async refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const { order, line } = whatComesBack(request);
    const existing = order.returns.find((one) => one.orderLineId === line.id);
    if (existing) return this.describe(tx, 'already_done', existing);
    const { returnWindowDays } = await this.shopFacts.read(tx);
    const refusal = returnRefusal(order, line, returnWindowDays, this.clock.now());
    return refusal && { outcome: 'not_allowed', facts: { refusal } };
  }

  async act(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    const { order, line } = whatComesBack(request);
    const kind = request.type === 'create_exchange' ? 'exchange' : 'return';
    const now = this.clock.now();
    const number = await insertNumbered('RMA', (candidate) =>
      tx
        .insert(schema.returns)
        .values({
          number: candidate,
          kind,
          state: 'registered',
          orderId: order.id,
          orderLineId: line.id,
          reason: request.reason,
          wantedItem: request.wantedItem,
          createdAt: now,
        })
        .onConflictDoNothing({ target: schema.returns.number })
        .returning({ number: schema.returns.number }),
    );
    await tx.update(schema.orders).set({ updatedAt: now }).where(eq(schema.orders.id, order.id));
    return this.describe(tx, 'ok', { number, kind });
  }

  private async describe(
    tx: Transaction,
    outcome: 'ok' | 'already_done',
    { number, kind }: Pick<ReturnRecord, 'number' | 'kind'>,
  ): Promise<ActionResult> {
    const { returnPostage } = await this.shopFacts.read(tx);
    // A label comes from a carrier's system; until one is connected there is no link to give.
    return { outcome, facts: { return: { number, kind, labelUrl: null, postage: returnPostage } } };
  }
}

function whatComesBack({ type, order, orderLine }: ActionRequest): { order: Order; line: OrderLine } {
  const line = order?.lines.find((one) => one.id === orderLine?.id);
  if (!order || !line) throw new ActionIncompleteError(type, 'an order and a line of it');
  return { order, line };
}
