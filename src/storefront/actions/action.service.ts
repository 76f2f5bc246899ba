import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock, type Outcome } from '../../common';
import { lockName, schema, type Transaction } from '../../storage';
import { EventsOut } from '../events-out/events-out.port';
import { OrderLocksService, type LockedOrder } from '../order-locks.service';
import { OrderLookupService } from '../order-lookup.service';
import { ShopPushesService } from '../pushes/shop-pushes.service';
import { ApprovalsService } from '../requests/approvals.service';
import { WaitingRequestsService } from '../requests/waiting-requests.service';
import type { ActionFacts, ActionRequest, ActionResult, PerformedAction } from '../storefront.types';
import { ActionHandlersService } from './action-handlers.service';
import { eventsOf } from './events-of-action';
import { insertNumbered } from './free-number';

const { actions } = schema;

/** Does what templates ask for: each action once per idempotency key, recorded with what it came to. */
@Injectable()
export class ActionService {
  constructor(
    private readonly clock: Clock,
    private readonly orders: OrderLookupService,
    private readonly locks: OrderLocksService,
    private readonly handlers: ActionHandlersService,
    private readonly approvals: ApprovalsService,
    private readonly waiting: WaitingRequestsService,
    private readonly pushes: ShopPushesService,
    private readonly eventsOut: EventsOut,
  ) {}

  async refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const order = request.order && (await this.orders.findById(tx, request.order.id));
    if (order === null) return { outcome: 'not_found', facts: {} };
    return this.refusalNow(tx, { ...request, order });
  }

  async perform(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    await lockName(tx, `action ${request.idempotencyKey}`);
    const [done] = await tx.select().from(actions).where(eq(actions.idempotencyKey, request.idempotencyKey));
    if (done) return { outcome: done.outcome as Outcome, facts: done.facts as ActionFacts };

    const locked = request.order && (await this.locks.lock(tx, request.order.id));
    const upToDate = { ...request, order: locked?.order };
    const result: ActionResult =
      locked === null ? { outcome: 'not_found', facts: {} } : await this.performAnew(tx, upToDate, locked);
    const recorded = await this.record(tx, { ...upToDate, order: locked?.order ?? request.order }, result);
    for (const event of eventsOf(request, recorded)) await this.eventsOut.publish(tx, event);
    return recorded;
  }

  async performed(tx: Transaction, idempotencyKey: string): Promise<PerformedAction | undefined> {
    const [row] = await tx
      .select({ conversationId: actions.conversationId, orderId: actions.orderId, request: actions.request })
      .from(actions)
      .where(eq(actions.idempotencyKey, idempotencyKey));
    if (!row) return undefined;
    const request = row.request as Omit<PerformedAction, 'conversationId' | 'orderId'>;
    return { ...request, conversationId: row.conversationId, orderId: row.orderId ?? undefined };
  }

  private async performAnew(
    tx: Transaction,
    request: ActionRequest,
    locked: LockedOrder | undefined,
  ): Promise<ActionResult> {
    const refusal = await this.refusalNow(tx, request);
    if (refusal) return refusal;
    const handler = this.handlers.of(request.type);
    const isUndecided = await this.approvals.isNeeded(tx, request.type);
    const isPushed =
      locked !== undefined && this.approvals.isApprovable(request.type) && this.pushes.canPush(locked);
    if (!isUndecided && !isPushed) return handler.act(tx, request);
    // What the shop has not agreed to yet, its API is told when it has.
    if (locked && !isUndecided) await this.pushes.add(tx, request, locked);
    return { outcome: 'requested', facts: (await handler.factsOf?.(tx, request)) ?? {} };
  }

  /** What was asked for already waits for the shop, whatever else could be said. */
  private async refusalNow(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const waiting = await this.waiting.sameAs(tx, request);
    if (waiting) return { outcome: 'already_done', facts: { request: waiting } };
    return this.handlers.of(request.type).refusalOf(tx, request);
  }

  private async record(tx: Transaction, asked: ActionRequest, result: ActionResult): Promise<ActionResult> {
    const { idempotencyKey, conversationId, type, order, orderLine, ...rest } = asked;
    const now = this.clock.now();
    const row = {
      idempotencyKey,
      conversationId,
      type,
      orderId: order?.id,
      request: {
        ...rest,
        orderLineId: orderLine?.id,
        ...(type === 'change_address' && { addressBefore: order?.shippingAddress }),
      },
      outcome: result.outcome,
      facts: result.facts,
      createdAt: now,
    };
    if (result.outcome !== 'requested') {
      await tx.insert(actions).values(row);
      return result;
    }
    const numbered = (number: string): ActionResult => ({
      ...result,
      facts: { ...result.facts, request: { number, requestedAt: now.toISOString() } },
    });
    const number = await insertNumbered('RQ', (candidate) =>
      tx
        .insert(actions)
        .values({ ...row, facts: numbered(candidate).facts, requestNumber: candidate })
        .onConflictDoNothing({ target: actions.requestNumber })
        .returning({ key: actions.idempotencyKey }),
    );
    return numbered(number);
  }
}
