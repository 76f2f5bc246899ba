import type { Transaction } from '../storage';
import type {
  ActionRequest,
  ActionResult,
  Order,
  OrderHead,
  PerformedAction,
  Product,
  ProductTalk,
  ShopFacts,
} from './storefront.types';

/** The shop's records and what can be done to them. Also the DI token. All calls take the turn's transaction. */
export abstract class StorefrontPort {
  /** The order by any shape in which a customer writes its number (`#W1001`, `w 1001`), whoever asks. */
  abstract findOrder(tx: Transaction, number: string): Promise<Order | null>;

  /** The order by its id in the records, whoever asks. */
  abstract orderById(tx: Transaction, id: string): Promise<Order | null>;

  /**
   * The order of this number, if it is one of the owner's. Of another's no more is read than of one that does not
   * exist, so that the time taken tells nothing.
   */
  abstract findOwnOrder(
    tx: Transaction,
    number: string,
    isOwn: (head: OrderHead) => boolean,
  ): Promise<Order | null>;

  /** A customer's orders, newest first. */
  abstract ordersOf(tx: Transaction, customerId: string): Promise<Order[]>;

  abstract findProduct(tx: Transaction, productId: string): Promise<Product | null>;

  /** Products whose whole name occurs in the text, by the words' stems. */
  abstract findProductsNamedIn(tx: Transaction, text: string): Promise<Product[]>;

  /**
   * Products that the text means without saying a whole name: `the jumper`, or `and the red one?` after the blue
   * kettle. Several where nobody can tell which.
   */
  abstract findProductsMeantIn(tx: Transaction, text: string, talk?: ProductTalk): Promise<Product[]>;

  /** The orders placed last, whoever placed them: for staff. */
  abstract latestOrders(tx: Transaction, limit: number): Promise<Order[]>;

  /** Some of the shop's products, by SKU: for staff. */
  abstract someProducts(tx: Transaction, limit: number): Promise<Product[]>;

  abstract shopFacts(tx: Transaction): Promise<ShopFacts>;

  /** What `perform` would refuse (`not_allowed`, `already_done`), without doing anything; undefined when it would act. */
  abstract refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined>;

  /** Does what the template asks for, once per idempotency key; a repeated key answers as the first time. */
  abstract perform(tx: Transaction, request: ActionRequest): Promise<ActionResult>;

  /** What was asked for under this idempotency key; undefined when nothing was. */
  abstract performed(tx: Transaction, idempotencyKey: string): Promise<PerformedAction | undefined>;
}
