import { Injectable } from '@nestjs/common';
import { and, eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import { ProductLookupService } from '../product-lookup.service';
import { labelUrlOf, returnTermsOf } from '../return-policy/return-terms';
import type { ReturnPolicy } from '../return-policy/return-policy';
import { ShopFactsService } from '../shop-facts.service';
import { ActionIncompleteError } from '../storefront.errors';
import type {
  ActionFacts,
  ActionRequest,
  ActionResult,
  Order,
  OrderLine,
  ReturnRecord,
  ReturnTerms,
} from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { insertNumbered } from './free-number';
import type { ShopsWord } from './shops-word';

const { returns } = schema;

/** `create_return` and `create_exchange`: one of either per order line. */
@Injectable()
export class ReturnActionService implements ActionHandler {
  constructor(
    private readonly clock: Clock,
    private readonly shopFacts: ShopFactsService,
    private readonly products: ProductLookupService,
  ) {}

  async refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const { order, line } = whatComesBack(request);
    const { terms: returnTerms, refusal } = await this.judge(tx, request, order, line);
    const existing = order.returns.find((one) => one.orderLineId === line.id);
    if (existing)
      return {
        outcome: 'already_done',
        facts: { return: await this.known(tx, order, existing, returnTerms), returnTerms },
      };
    return refusal && { outcome: 'not_allowed', facts: { refusal, returnTerms } };
  }

  async act(tx: Transaction, request: ActionRequest, shop: ShopsWord = {}): Promise<ActionResult> {
    const { order, line } = whatComesBack(request);
    const { policy, terms: returnTerms } = await this.judge(tx, request, order, line);
    const agreed = await this.agreedOn(tx, line);
    // Two requests for one line, and the shop agreed to both.
    if (agreed)
      return {
        outcome: 'ok',
        facts: { return: await this.known(tx, order, agreed, returnTerms), returnTerms },
      };
    const kind = request.type === 'create_exchange' ? 'exchange' : 'return';
    const now = this.clock.now();
    const insert = (number: string): Promise<unknown[]> =>
      tx
        .insert(returns)
        .values({
          number,
          kind,
          state: 'registered',
          orderId: order.id,
          orderLineId: line.id,
          reason: request.reason,
          wantedItem: request.wantedItem,
          labelUrl: shop.labelUrl ?? labelUrlOf(policy, returnTerms, number, order.number),
          createdAt: now,
        })
        .onConflictDoNothing({ target: returns.number })
        .returning({ number: returns.number });
    const number = await this.insertAs(shop.returnNumber, insert);
    await tx.update(schema.orders).set({ updatedAt: now }).where(eq(schema.orders.id, order.id));
    const registered = await this.known(tx, order, { number, kind }, returnTerms);
    return { outcome: 'ok', facts: { return: registered, returnTerms } };
  }

  async factsOf(tx: Transaction, request: ActionRequest): Promise<ActionFacts> {
    const { order, line } = whatComesBack(request);
    return { returnTerms: (await this.judge(tx, request, order, line)).terms };
  }

  /** Under the number that the shop gave it, unless another return has that one. */
  private async insertAs(
    wanted: string | undefined,
    insert: (number: string) => Promise<unknown[]>,
  ): Promise<string> {
    if (wanted !== undefined && (await insert(wanted)).length > 0) return wanted;
    return insertNumbered('RMA', insert);
  }

  private async judge(
    tx: Transaction,
    { type, subject }: ActionRequest,
    order: Order,
    line: OrderLine,
  ): Promise<{ policy: ReturnPolicy } & ReturnType<typeof returnTermsOf>> {
    const { policy, isStated } = await this.shopFacts.policy(tx);
    const product = await this.products.returnable(tx, line.sku);
    const kind = type === 'create_exchange' ? 'exchange' : 'return';
    const asked = { order, line, product, kind, templateId: subject } as const;
    const { terms, refusal } = returnTermsOf(policy, asked, this.clock.now());
    return { policy, terms: isStated ? terms : { ...terms, paidBy: null }, refusal };
  }

  private async agreedOn(
    tx: Transaction,
    { id }: OrderLine,
  ): Promise<Pick<ReturnRecord, 'number' | 'kind'> | undefined> {
    const [row] = await tx.select().from(returns).where(eq(returns.orderLineId, id));
    return row && { number: row.number, kind: row.kind as ReturnRecord['kind'] };
  }

  private async known(
    tx: Transaction,
    order: Order,
    { number, kind }: Pick<ReturnRecord, 'number' | 'kind'>,
    { postage }: ReturnTerms,
  ): Promise<NonNullable<ActionResult['facts']['return']>> {
    const [row] = await tx
      .select({ labelUrl: returns.labelUrl })
      .from(returns)
      .where(and(eq(returns.orderId, order.id), eq(returns.number, number)));
    return { number, kind, labelUrl: row?.labelUrl ?? null, postage };
  }
}

function whatComesBack({ type, order, orderLine }: ActionRequest): { order: Order; line: OrderLine } {
  const line = order?.lines.find((one) => one.id === orderLine?.id);
  if (!order || !line) throw new ActionIncompleteError(type, 'an order and a line of it');
  return { order, line };
}
