import type { ActionType } from '../../common';
import type { OutgoingEvent, OutgoingEventType } from '../events-out/outgoing-event';
import type { ActionRequest, ActionResult } from '../storefront.types';

/** What each action tells the shop's other systems: when it was done, and when the shop has to decide on it. */
const TYPES: Record<ActionType, { ok: OutgoingEventType[]; requested: OutgoingEventType[] }> = {
  create_return: { ok: ['return.requested'], requested: ['return.requested'] },
  create_exchange: { ok: ['return.requested'], requested: ['return.requested'] },
  cancel_order: { ok: ['order.cancelled'], requested: ['order.cancellation_requested'] },
  change_address: { ok: ['order.address_changed'], requested: ['order.address_change_requested'] },
  open_ticket: { ok: ['ticket.opened'], requested: [] },
  hand_off: { ok: ['ticket.opened', 'conversation.handed_off'], requested: [] },
};

/** What the action has to tell; nothing where it did nothing. */
export function eventsOf(request: ActionRequest, { outcome, facts }: ActionResult): OutgoingEvent[] {
  if (outcome !== 'ok' && outcome !== 'requested') return [];
  const { type, conversationId, order } = request;
  return TYPES[type][outcome].map((eventType) => ({
    type: eventType,
    orderId: order?.id,
    conversationId,
    data: {
      conversationId,
      order: order ? { id: order.id, number: order.number } : null,
      ...detailsOf(request, { outcome, facts }),
    },
  }));
}

function detailsOf(request: ActionRequest, { outcome, facts }: ActionResult): Record<string, unknown> {
  const { type, orderLine, reason, wantedItem, newAddress, subject, message, urgent } = request;
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
      };
    case 'cancel_order':
      return {};
    case 'change_address':
      return { newAddress: newAddress?.trim() ?? null };
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
