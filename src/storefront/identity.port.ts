import type { Transaction } from '../storage';
import type { MailText } from './mails/mail.types';
import type { CustomerIdentity, Order } from './storefront.types';

export interface IdentityAttempt {
  conversationId: string;
  /** Who writes, unique over all channels; counted too where the channel knows it. */
  senderId?: string;
  orderNumber: string;
  /** The e-mail that the customer says the order is under. */
  email: string;
}

/** A code is for whoever asked for it, and proves the order that it was asked for. */
export interface CodeAttempt extends IdentityAttempt {
  /** Who writes, unique within the conversation. */
  writer: string;
}

export type IdentityProof =
  | { kind: 'verified'; order: Order; customer: CustomerIdentity }
  /** No such order, or another e-mail, or another code: they cannot be told apart, by the answer or by its time. */
  | { kind: 'not_verified' }
  /** The last failure allowed for this order, e-mail, conversation or sender, or one more: nothing is looked up any more. */
  | { kind: 'too_many_tries' };

/**
 * What proves an order of somebody who is not signed in: `email`, that they know the address it is under; `code`, that
 * they read a mail that was sent there.
 */
export type GuestProof = 'email' | 'code';

/** Proof that an order is the customer's, by its e-mail or by a code that was mailed there. Also the DI token. */
export abstract class IdentityPort {
  abstract readonly guestProof: GuestProof;

  /**
   * Compares, and counts a failure in the given transaction: commit it also after `not_verified`,
   * or tries are unlimited. A success takes back no failures.
   */
  abstract prove(tx: Transaction, attempt: IdentityAttempt): Promise<IdentityProof>;

  /**
   * Has a code mailed, once the transaction is committed, if the order is under this e-mail and neither has been sent
   * too many: nothing tells whether. Counts as no try, and is refused where there are too many already.
   * @param compose the mail of a code
   */
  abstract requestCode(
    tx: Transaction,
    attempt: CodeAttempt,
    compose: (code: string) => MailText,
  ): Promise<'requested' | 'too_many_tries'>;

  /** Compares the code with those asked for by the same attempt; counts and commits as `prove` does. */
  abstract proveByCode(tx: Transaction, attempt: CodeAttempt, code: string): Promise<IdentityProof>;
}
