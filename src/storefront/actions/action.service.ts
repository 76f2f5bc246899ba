import { Inject, Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock, type ActionType, type Outcome } from '../../common';
import { lockName, schema, type Transaction } from '../../storage';
import { EventsOut } from '../events-out/events-out.port';
import { OrderLookupService } from '../order-lookup.service';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import type { ActionFacts, ActionRequest, ActionResult, PerformedAction } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { CancelOrderService } from './cancel-order.service';
import { ChangeAddressService } from './change-address.service';
import { eventsOf } from './events-of-action';
import { OpenTicketService } from './open-ticket.service';
import { ReturnActionService } from './return-action.service';

/** What the shop's own system, where there is one, has to agree to. A ticket needs nobody's agreement. */
const CHANGES_THE_ORDER: ReadonlySet<ActionType> = new Set([
  'create_return',
  'create_exchange',
  'cancel_order',
  'change_address',
]);

/** Does what templates ask for: each action once per idempotency key, recorded with what it came to. */
@Injectable()
export class ActionService {
  private readonly handlers: Record<ActionType, ActionHandler>;

  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly clock: Clock,
    private readonly orders: OrderLookupService,
    private readonly eventsOut: EventsOut,
    returns: ReturnActionService,
    cancelOrder: CancelOrderService,
    changeAddress: ChangeAddressService,
    openTicket: OpenTicketService,
  ) {
    this.handlers = {
      create_return: returns,
      create_exchange: returns,
      cancel_order: cancelOrder,
      change_address: changeAddress,
      open_ticket: openTicket,
      hand_off: openTicket,
    };
  }

  async refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const order = request.order && (await this.orders.findById(tx, request.order.id));
    if (order === null) return { outcome: 'not_found', facts: {} };
    return this.handlers[request.type].refusalOf(tx, { ...request, order });
  }

  async perform(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    await lockName(tx, `action ${request.idempotencyKey}`);
    const [done] = await tx
      .select()
      .from(schema.actions)
      .where(eq(schema.actions.idempotencyKey, request.idempotencyKey));
    if (done) return { outcome: done.outcome as Outcome, facts: done.facts as ActionFacts };

    const result = await this.performAnew(tx, request);
    await this.record(tx, request, result);
    for (const event of eventsOf(request, result)) await this.eventsOut.publish(tx, event);
    return result;
  }

  async performed(tx: Transaction, idempotencyKey: string): Promise<PerformedAction | undefined> {
    const [row] = await tx
      .select({ conversationId: schema.actions.conversationId, request: schema.actions.request })
      .from(schema.actions)
      .where(eq(schema.actions.idempotencyKey, idempotencyKey));
    const request = row?.request as Omit<PerformedAction, 'conversationId'> | undefined;
    return row && request && { ...request, conversationId: row.conversationId };
  }

  private async performAnew(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    const order = request.order && (await this.orders.lockById(tx, request.order.id));
    if (order === null) return { outcome: 'not_found', facts: {} };
    const handler = this.handlers[request.type];
    const upToDate = { ...request, order };
    const refusal = await handler.refusalOf(tx, upToDate);
    if (refusal) return refusal;
    const needsApproval = this.options.actionsNeedShopApproval && CHANGES_THE_ORDER.has(request.type);
    return needsApproval ? { outcome: 'requested', facts: {} } : handler.act(tx, upToDate);
  }

  private async record(
    tx: Transaction,
    request: ActionRequest,
    { outcome, facts }: ActionResult,
  ): Promise<void> {
    const { idempotencyKey, conversationId, type, order, orderLine, ...rest } = request;
    await tx.insert(schema.actions).values({
      idempotencyKey,
      conversationId,
      type,
      request: { ...rest, orderId: order?.id, orderLineId: orderLine?.id },
      outcome,
      facts,
      createdAt: this.clock.now(),
    });
  }
}
