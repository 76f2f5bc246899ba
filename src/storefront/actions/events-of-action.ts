import type { ActionType, ApprovableAction } from '../../common';
import type { OutgoingEvent, OutgoingEventType } from '../events-out/outgoing-event';
import type { ActionFacts, ActionRequest, ActionResult } from '../storefront.types';

/** What each action tells the shop's other systems: when it was done, and when the shop has to decide on it. */
const TYPES: Record<ActionType, { ok: OutgoingEventType[]; requested: OutgoingEventType[] }> = {
  create_return: { ok: ['return.requested'], requested: ['return.requested'] },
  create_exchange: { ok: ['return.requested'], requested: ['return.requested'] },
  cancel_order: { ok: ['order.cancelled'], requested: ['order.cancellation_requested'] },
  change_address: { ok: ['order.address_changed'], requested: ['order.address_change_requested'] },
  open_ticket: { ok: ['ticket.opened'], requested: [] },
  hand_off: { ok: ['ticket.opened', 'conversation.handed_off'], requested: [] },
};

/** What they are told when it is decided. */
const DECIDED: Record<ApprovableAction, { ok: OutgoingEventType; refused: OutgoingEventType }> = {
  create_return: { ok: 'return.approved', refused: 'return.refused' },
  create_exchange: { ok: 'return.approved', refused: 'return.refused' },
  cancel_order: { ok: 'order.cancelled', refused: 'order.cancellation_refused' },
  change_address: { ok: 'order.address_changed', refused: 'order.address_change_refused' },
};

/** What the action has to tell; nothing where it did nothing. */
export function eventsOf(request: ActionRequest, { outcome, facts }: ActionResult): OutgoingEvent[] {
  if (outcome !== 'ok' && outcome !== 'requested') return [];
  const requestNumber = outcome === 'requested' ? (facts.request?.number ?? null) : null;
  return TYPES[request.type][outcome].map((type) =>
    eventOf(type, request, requestNumber, { outcome, facts }),
  );
}

/** What a decision on it has to tell. */
export function eventOfDecision(
  request: ActionRequest,
  requestNumber: string | null,
  decision: 'ok' | 'refused',
  facts: ActionFacts,
): OutgoingEvent {
  const type = DECIDED[request.type as ApprovableAction][decision];
  return eventOf(type, request, requestNumber, { outcome: decision, facts });
}

function eventOf(
  type: OutgoingEventType,
  request: ActionRequest,
  requestNumber: string | null,
  result: ActionResult,
): OutgoingEvent {
  const { conversationId, order, idempotencyKey } = request;
  const isOnOrder = request.type !== 'open_ticket' && request.type !== 'hand_off';
  return {
    type,
    orderId: order?.id,
    conversationId,
    data: {
      conversationId,
      order: order ? { id: order.id, number: order.number } : null,
      // By these the shop answers.
      ...(isOnOrder && { actionKey: idempotencyKey, requestNumber }),
      ...detailsOf(request, result),
    },
  };
}

function detailsOf(request: ActionRequest, { outcome, facts }: ActionResult): Record<string, unknown> {
  const { type, orderLine, reason, wantedItem, newAddress, subject, message, urgent } = request;
  const refused = outcome === 'refused' ? { refusalReason: facts.shopReason ?? null } : {};
  switch (type) {
    case 'create_return':
    case 'create_exchange':
      return {
        outcome,
        kind: type === 'create_exchange' ? 'exchange' : 'return',
        returnNumber: facts.return?.number ?? null,
        item: orderLine
          ? { id: orderLine.id, sku: orderLine.sku, name: orderLine.name, quantity: orderLine.quantity }
          : null,
        reason: reason ?? null,
        wantedItem: wantedItem ?? null,
        ...refused,
      };
    case 'cancel_order':
      return refused;
    case 'change_address':
      return { newAddress: newAddress?.trim() ?? null, ...refused };
    case 'open_ticket':
    case 'hand_off':
      return {
        ticket: {
          number: facts.ticket?.number ?? null,
          subject,
          message,
          isUrgent: urgent || type === 'hand_off',
        },
      };
  }
}
