import type { Transaction } from '../storage';
import type { CustomerIdentity, ShopFacts } from './storefront.types';

/**
 * What stands in for the shop's records:
 * `demo`: the demo shop, whatever the shop's own records are;
 * `demo_customers`: its customers and their orders, beside the shop's own products and facts;
 * `own`: nothing, the shop's own records.
 */
export type Stage = 'demo' | 'demo_customers' | 'own';

/** Records for trying things out: seen by one transaction, which is rolled back. Also the DI token. */
export abstract class StagePort {
  /**
   * Until it ends the transaction reads and writes what the stage has in place of the shop's records, beginning with
   * no actions, tickets and tries at identity; nobody else sees any of it, nor waits for it. The transaction must be
   * rolled back. Gives the shop's facts on that stage.
   */
  abstract set(tx: Transaction, stage: Stage): Promise<ShopFacts>;

  /** The customer with this e-mail address on the stage that was set. */
  abstract findCustomer(tx: Transaction, email: string): Promise<CustomerIdentity | undefined>;

  /** Whether the address is one of the demo shop's. */
  abstract isOfDemoShop(email: string): boolean;
}
