import type { Transaction } from '../storage';
import type { CustomerIdentity, Order } from './storefront.types';

export interface IdentityAttempt {
  conversationId: string;
  /** Who writes, unique over all channels; counted too where the channel knows it. */
  senderId?: string;
  orderNumber: string;
  /** The e-mail that the customer says the order is under. */
  email: string;
}

export type IdentityProof =
  | { kind: 'verified'; order: Order; customer: CustomerIdentity }
  /** No such order, or another e-mail: the two cannot be told apart, by the answer or by its time. */
  | { kind: 'not_verified' }
  /** The last failure allowed for this order, e-mail, conversation or sender, or one more: nothing is looked up any more. */
  | { kind: 'too_many_tries' };

/** Proof that an order is the customer's, by its e-mail. Also the DI token. */
export abstract class IdentityPort {
  /**
   * Compares, and counts a failure in the given transaction: commit it also after `not_verified`,
   * or tries are unlimited. A success takes back no failures.
   */
  abstract prove(tx: Transaction, attempt: IdentityAttempt): Promise<IdentityProof>;
}
