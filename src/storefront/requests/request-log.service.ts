import { Inject, Injectable } from '@nestjs/common';
import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { ActionType } from '../../common';
import { DATABASE, schema, type Database } from '../../storage';
import type { Decision } from './decision';
import type { KeptRequest } from './waiting-requests.service';

const { actions, orders, orderLines, shopPushes } = schema;

export const REQUEST_STATES = ['waiting', 'decided'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Something a customer has requested, as staff see it. */
export interface LoggedRequest {
  /** The action's. */
  key: string;
  number: string;
  type: ActionType;
  /** Null where it is no longer on record. */
  orderNumber: string | null;
  item: { sku: string; name: string; quantity: number } | null;
  reason: string | null;
  wantedItem: string | null;
  newAddress: string | null;
  /** The customer's own words. */
  message: string;
  requestedAt: Date;
  /** Staff have agreed; the shop's API has to accept it. */
  approvedAt: Date | null;
  decision: Decision | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  /** How far telling the API of the shop's system has come; null where it is not told. */
  push: string | null;
}

/** What customers have requested. */
@Injectable()
export class RequestLogService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Newest first. @param beforeNumber of the last one on the page before */
  async list(state: RequestState, limit: number, beforeNumber?: string): Promise<LoggedRequest[]> {
    const { createdAt, requestNumber, decision } = actions;
    const rows = await this.database
      .select({ action: actions, orderNumber: orders.number, line: orderLines, push: shopPushes.state })
      .from(actions)
      .leftJoin(orders, eq(orders.id, actions.orderId))
      .leftJoin(orderLines, sql`${orderLines.id} = ${actions.request}->>'orderLineId'`)
      .leftJoin(shopPushes, eq(shopPushes.actionKey, actions.idempotencyKey))
      .where(
        and(
          isNotNull(requestNumber),
          state === 'waiting' ? isNull(decision) : isNotNull(decision),
          beforeNumber === undefined
            ? undefined
            : sql`(${createdAt}, ${requestNumber}) < (select before.created_at, before.request_number
                from ${actions} before where before.request_number = ${beforeNumber})`,
        ),
      )
      .orderBy(desc(createdAt), desc(requestNumber))
      .limit(limit);
    return rows.map(({ action, orderNumber, line, push }) => {
      const { reason, wantedItem, newAddress, message } = action.request as KeptRequest;
      return {
        key: action.idempotencyKey,
        number: action.requestNumber ?? '',
        type: action.type as ActionType,
        orderNumber,
        item: line && { sku: line.sku, name: line.name, quantity: line.quantity },
        reason: reason ?? null,
        wantedItem: wantedItem ?? null,
        newAddress: newAddress ?? null,
        message,
        requestedAt: action.createdAt,
        approvedAt: action.approvedAt,
        decision: action.decision as Decision | null,
        decidedAt: action.decidedAt,
        decidedBy: action.decidedBy,
        push,
      };
    });
  }
}
