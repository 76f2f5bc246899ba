import type { ActionType } from '../common';
import { AppError } from '../common';

/** The dialog asked for an action without the facts that it works on: the template lacks a need. */
export class ActionIncompleteError extends AppError {
  readonly code = 'ACTION_INCOMPLETE';

  constructor(type: ActionType, missing: string) {
    super(`The action ${type} needs ${missing}`);
  }
}

/** Number after number was taken; by chance this does not happen. */
export class NoFreeNumberError extends AppError {
  readonly code = 'NO_FREE_NUMBER';

  constructor(prefix: string) {
    super(`No free number with the prefix ${prefix} was found`);
  }
}

/** A product's price came without its currency, and neither a setting nor an order tells it. */
export class ShopCurrencyUnknownError extends AppError {
  readonly code = 'SHOP_CURRENCY_UNKNOWN';

  constructor() {
    super('The price of a product has no currency; set SHOP_CURRENCY');
  }
}
