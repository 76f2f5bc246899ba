import { Injectable } from '@nestjs/common';
import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { ActionType } from '../../common';
import { comparableAddress } from '../comparable-address';
import { schema, type Transaction } from '../../storage';
import type { ActionRequest, RequestFacts } from '../storefront.types';

const { actions } = schema;

/** What was asked for, as the action's row keeps it. */
export type KeptRequest = Pick<
  ActionRequest,
  'reason' | 'newAddress' | 'wantedItem' | 'subject' | 'message' | 'urgent'
> & {
  orderLineId?: string;
  /** Where the order went when another address was asked for. */
  addressBefore?: string;
};

export interface WaitingRequest extends RequestFacts {
  key: string;
  type: ActionType;
  kept: KeptRequest;
}

const RETURNS: readonly ActionType[] = ['create_return', 'create_exchange'];

/** What the shop has not decided on yet. */
@Injectable()
export class WaitingRequestsService {
  /** Those of these orders for which something waits: of most nothing does. */
  async ordersIn(tx: Transaction, orderIds: readonly string[]): Promise<Set<string>> {
    if (orderIds.length === 0) return new Set();
    const rows = await tx
      .selectDistinct({ orderId: actions.orderId })
      .from(actions)
      .where(
        and(
          sql`${actions.orderId} = any(${sql.param(orderIds)}::text[])`,
          isNotNull(actions.requestNumber),
          isNull(actions.decision),
        ),
      );
    return new Set(rows.flatMap(({ orderId }) => orderId ?? []));
  }

  /** Oldest first. */
  async ofOrder(tx: Transaction, orderId: string): Promise<WaitingRequest[]> {
    const rows = await tx
      .select()
      .from(actions)
      .where(and(eq(actions.orderId, orderId), isNotNull(actions.requestNumber), isNull(actions.decision)))
      .orderBy(asc(actions.createdAt), asc(actions.requestNumber));
    return rows.map((row) => ({
      key: row.idempotencyKey,
      type: row.type as ActionType,
      kept: row.request as KeptRequest,
      number: row.requestNumber ?? '',
      requestedAt: row.createdAt.toISOString(),
    }));
  }

  /** The one that asks for the same thing, if there is one: of a line, a return and an exchange are the same. */
  async sameAs(tx: Transaction, request: ActionRequest): Promise<RequestFacts | undefined> {
    const { order } = request;
    if (!order) return undefined;
    const same = (await this.ofOrder(tx, order.id)).find((one) => isSame(one, request));
    return same && { number: same.number, requestedAt: same.requestedAt };
  }
}

function isSame({ type, kept }: WaitingRequest, asked: ActionRequest): boolean {
  if (RETURNS.includes(type)) return RETURNS.includes(asked.type) && kept.orderLineId === asked.orderLine?.id;
  if (type !== asked.type) return false;
  return (
    type !== 'change_address' ||
    comparableAddress(kept.newAddress ?? '') === comparableAddress(asked.newAddress ?? '')
  );
}
