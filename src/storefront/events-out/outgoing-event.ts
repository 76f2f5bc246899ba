/** What the shop's other systems can be told of. */
export const OUTGOING_EVENT_TYPES = [
  'conversation.started',
  'conversation.closed',
  'conversation.handed_off',
  'conversation.rated',
  'return.requested',
  'return.approved',
  'return.refused',
  'order.cancelled',
  'order.cancellation_requested',
  'order.cancellation_refused',
  'order.address_changed',
  'order.address_change_requested',
  'order.address_change_refused',
  'ticket.opened',
] as const;
export type OutgoingEventType = (typeof OUTGOING_EVENT_TYPES)[number];

export interface OutgoingEvent {
  type: OutgoingEventType;
  /** Events of one order are delivered in order; of those without one, events of one conversation. */
  orderId?: string;
  conversationId?: string;
  /** What receivers get, as JSON. */
  data: Record<string, unknown>;
}
