import type { ActionFacts } from '../storefront.types';

/** Something that a customer is told without having asked. */
export type CustomerNotice = OrderNotice | DecisionNotice;

/** An order has come further: for the conversations that are linked to it. */
export interface OrderNotice {
  kind: 'order_shipped' | 'order_delayed' | 'order_delivered' | 'order_refunded';
  orderId: string;
}

/** The shop has decided on what was `requested`: for the conversation that asked. */
export interface DecisionNotice {
  kind: 'action_decided';
  /** `actions.idempotency_key` of it. */
  actionKey: string;
  outcome: 'ok' | 'refused';
  facts: ActionFacts;
}
