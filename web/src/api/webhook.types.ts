/** Webhooks and their deliveries as the admin API speaks of them; see docs/admin-api.md. */

export const WEBHOOK_TYPES = [
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
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

export interface WebhookItem {
  id: string;
  url: string;
  description: string;
  /** null: all. */
  types: WebhookType[] | null;
  disabledAt: string | null;
  /** `gone`: the endpoint answered 410. */
  disabledReason: 'admin' | 'gone' | null;
  /** In a row. */
  failures: number;
  /** Left alone until then, after failures. */
  pausedUntil: string | null;
  previousSecretUntil: string | null;
  createdBy: string;
  createdAt: string;
}

export interface NewWebhook {
  url: string;
  description: string;
  types: WebhookType[] | null;
}

export type WebhookChange = Partial<NewWebhook> & { enabled?: boolean };

/** The secret is in the answer to the making and to a rotation, and never again. */
export type WithSecret = WebhookItem & { secret: string };

export const DELIVERY_STATES = ['waiting', 'delivered', 'given_up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveryAttempt {
  at: string;
  durationMs: number;
  /** null where there was no answer; then there is an `errorCode`. */
  status: number | null;
  errorCode: string | null;
  /** The beginning of it. */
  answer: string | null;
}

export interface Delivery {
  id: number;
  /** The `webhook-id`. */
  messageId: string;
  type: WebhookType | 'webhook.test';
  state: DeliveryState;
  occurredAt: string;
  queuedAt: string;
  deliveredAt: string | null;
  nextAttemptAt: string | null;
  /** Newest first. */
  attempts: DeliveryAttempt[];
}
