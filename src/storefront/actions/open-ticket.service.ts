import { Injectable } from '@nestjs/common';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import type { ActionRequest, ActionResult } from '../storefront.types';
import type { ActionHandler } from './action-handler';
import { insertNumbered } from './free-number';

const { tickets } = schema;

/** `open_ticket` and `hand_off`: people's work, one open ticket per conversation, subject and order. */
@Injectable()
export class OpenTicketService implements ActionHandler {
  constructor(private readonly clock: Clock) {}

  async refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    const [open] = await tx
      .select({ number: tickets.number })
      .from(tickets)
      .where(
        and(
          eq(tickets.conversationId, request.conversationId),
          eq(tickets.subject, request.subject),
          eq(tickets.state, 'open'),
          request.order ? eq(tickets.orderId, request.order.id) : isNull(tickets.orderId),
        ),
      )
      .orderBy(asc(tickets.createdAt))
      .limit(1);
    return open && { outcome: 'already_done', facts: { ticket: open } };
  }

  async act(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    const number = await insertNumbered('T', (candidate) =>
      tx
        .insert(tickets)
        .values({
          number: candidate,
          conversationId: request.conversationId,
          orderId: request.order?.id,
          subject: request.subject,
          message: request.message,
          isUrgent: request.urgent || request.type === 'hand_off',
          createdAt: this.clock.now(),
        })
        .onConflictDoNothing({ target: tickets.number })
        .returning({ number: tickets.number }),
    );
    return { outcome: 'ok', facts: { ticket: { number } } };
  }
}
