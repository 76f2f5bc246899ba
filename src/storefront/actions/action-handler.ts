import type { Transaction } from '../../storage';
import type { ActionFacts, ActionRequest, ActionResult } from '../storefront.types';
import type { ShopsWord } from './shops-word';

/** One kind of action. Its request carries the order as it is now, not as the dialog last saw it. */
export interface ActionHandler {
  /** Why it will not be done (`not_allowed`, `already_done` …); undefined when nothing speaks against it. Changes nothing. */
  refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined>;

  /** Does it; called only where `refusalOf` had nothing to say, or the shop has agreed. */
  act(tx: Transaction, request: ActionRequest, shop?: ShopsWord): Promise<ActionResult>;

  /** What is told of it while the shop decides, and when it refuses. */
  factsOf?(tx: Transaction, request: ActionRequest): Promise<ActionFacts>;
}
