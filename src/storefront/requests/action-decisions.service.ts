import { Injectable } from '@nestjs/common';
import { eq, or } from 'drizzle-orm';
import { Clock, type ActionType } from '../../common';
import { schema, type Transaction } from '../../storage';
import { ActionHandlersService } from '../actions/action-handlers.service';
import { eventOfDecision } from '../actions/events-of-action';
import { EventsOut } from '../events-out/events-out.port';
import { CustomerNoticesService } from '../notices/customer-notices.service';
import { OrderLocksService, type LockedOrder } from '../order-locks.service';
import { ShopPushesService } from '../pushes/shop-pushes.service';
import type { ActionFacts, ActionRequest } from '../storefront.types';
import type { Decider, Decision, DecisionDetails, DecisionResult } from './decision';
import type { KeptRequest } from './waiting-requests.service';

const { actions } = schema;

type ActionRow = typeof actions.$inferSelect;

/** Has what was requested done, or refused, and lets the customer know. */
@Injectable()
export class ActionDecisionsService {
  constructor(
    private readonly clock: Clock,
    private readonly locks: OrderLocksService,
    private readonly handlers: ActionHandlersService,
    private readonly pushes: ShopPushesService,
    private readonly notices: CustomerNoticesService,
    private readonly eventsOut: EventsOut,
  ) {}

  /**
   * Decides once; the same decision again changes nothing, and another one is a conflict.
   * @param name the action's key, or the request's number
   */
  async decide(
    tx: Transaction,
    name: string,
    decision: Decision,
    details: DecisionDetails,
    by: Decider,
  ): Promise<DecisionResult> {
    const found = await this.find(tx, name);
    if (!found || found.requestNumber === null) return { kind: 'unknown' };
    // The order first, as whoever acts on it locks it.
    const locked = found.orderId === null ? null : await this.locks.lock(tx, found.orderId);
    const [row] = await tx
      .select()
      .from(actions)
      .where(eq(actions.idempotencyKey, found.idempotencyKey))
      .for('update');
    if (!row) return { kind: 'unknown' };
    const isBySystem = locked?.origin !== null && by.source === locked?.origin.source;
    const before = decisionBefore(row, decision, isBySystem);
    if (before) return before;
    if (decision === 'ok' && locked && !isBySystem && this.pushes.canPush(locked)) {
      return this.approve(tx, row, locked, by);
    }
    const accepted = isBySystem ? { acceptedAt: this.clock.now() } : {};
    return this.settle(tx, row, locked, decision, { ...details, ...accepted }, by);
  }

  private async find(tx: Transaction, name: string): Promise<ActionRow | undefined> {
    const isNamed = or(eq(actions.idempotencyKey, name), eq(actions.requestNumber, name));
    return (await tx.select().from(actions).where(isNamed).limit(1))[0];
  }

  /** The shop's system has to be told, and may still refuse. */
  private async approve(
    tx: Transaction,
    row: ActionRow,
    locked: LockedOrder,
    by: Decider,
  ): Promise<DecisionResult> {
    await tx
      .update(actions)
      .set({ approvedAt: this.clock.now(), decidedBy: by.name })
      .where(eq(actions.idempotencyKey, row.idempotencyKey));
    await this.pushes.add(tx, requestOf(row, locked), locked);
    return { kind: 'approved' };
  }

  private async settle(
    tx: Transaction,
    row: ActionRow,
    locked: LockedOrder | null,
    decision: Decision,
    details: DecisionDetails,
    by: Decider,
  ): Promise<DecisionResult> {
    const { idempotencyKey: key } = row;
    const facts = locked && (await this.factsOf(tx, requestOf(row, locked), decision, details));
    await tx
      .update(actions)
      .set({ decision, decidedAt: this.clock.now(), decidedBy: by.name, decisionFacts: facts })
      .where(eq(actions.idempotencyKey, key));
    await this.pushes.drop(tx, key);
    if (!locked || !facts) return { kind: 'gone' };
    const notice = { kind: 'action_decided', actionKey: key, outcome: decision, facts } as const;
    await this.notices.add(tx, `decision:${key}`, notice);
    const request = requestOf(row, locked);
    await this.eventsOut.publish(tx, eventOfDecision(request, row.requestNumber, decision, facts));
    return { kind: 'decided' };
  }

  /** Does it, if that is the decision. Null where there is nothing left to do it to. */
  private async factsOf(
    tx: Transaction,
    request: ActionRequest,
    decision: Decision,
    { reason, refusal, ...word }: DecisionDetails,
  ): Promise<ActionFacts | null> {
    const handler = this.handlers.of(request.type);
    const isReturn = request.type === 'create_return' || request.type === 'create_exchange';
    if (isReturn && !request.orderLine) return null;
    if (decision === 'ok') return (await handler.act(tx, request, word)).facts;
    return {
      ...(await handler.factsOf?.(tx, request)),
      ...(reason !== undefined && { shopReason: reason }),
      ...(refusal !== undefined && { refusal }),
    };
  }
}

function decisionBefore(
  { decision: before, approvedAt }: ActionRow,
  decision: Decision,
  isBySystem: boolean,
): DecisionResult | undefined {
  if (before !== null) {
    return before === decision ? { kind: 'same' } : { kind: 'conflict', decision: before as Decision };
  }
  // Agreed to, and on its way to the shop's system: that alone may refuse now.
  if (approvedAt === null || isBySystem) return undefined;
  return decision === 'ok' ? { kind: 'same' } : { kind: 'conflict', decision: 'ok' };
}

/** As it was asked for, with the order as it is now. */
function requestOf(row: ActionRow, { order }: LockedOrder): ActionRequest {
  const { orderLineId, ...kept } = row.request as KeptRequest;
  return {
    ...kept,
    type: row.type as ActionType,
    conversationId: row.conversationId,
    idempotencyKey: row.idempotencyKey,
    order,
    orderLine: order.lines.find(({ id }) => id === orderLineId),
  };
}
