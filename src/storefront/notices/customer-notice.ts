import type { ActionFacts } from '../storefront.types';

/** Something that a customer is told without having asked. */
export type CustomerNotice = OrderNotice | DecisionNotice;

/** An order has come further: for the conversations that are linked to it. */
export type OrderNotice =
  | { kind: 'order_shipped' | 'order_delivered'; orderId: string }
  /** `promisedAt`: the day that no longer holds. */
  | { kind: 'order_delayed'; orderId: string; promisedAt: string }
  | { kind: 'order_refunded'; orderId: string; refundId: string };

/** The shop has decided on what was `requested`: for the conversation that asked. */
export interface DecisionNotice {
  kind: 'action_decided';
  /** `actions.idempotency_key` of it. */
  actionKey: string;
  outcome: 'ok' | 'refused';
  facts: ActionFacts;
}

/** What it is about: notices about the same thing are told together. */
export function aboutOf(notice: CustomerNotice): string {
  return notice.kind === 'action_decided' ? `action:${notice.actionKey}` : `order:${notice.orderId}`;
}
