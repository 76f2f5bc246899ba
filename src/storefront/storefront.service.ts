import { Injectable } from '@nestjs/common';
import type { Transaction } from '../storage';
import { ActionService } from './actions/action.service';
import { OrderLookupService } from './order-lookup.service';
import { ProductLookupService } from './product-lookup.service';
import { ShopFactsService } from './shop-facts.service';
import { StorefrontPort } from './storefront.port';
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

/** The port over Storedesk's own records; each part is a service of its own. */
@Injectable()
export class StorefrontService extends StorefrontPort {
  constructor(
    private readonly orders: OrderLookupService,
    private readonly products: ProductLookupService,
    private readonly facts: ShopFactsService,
    private readonly actions: ActionService,
  ) {
    super();
  }

  findOrder(tx: Transaction, number: string): Promise<Order | null> {
    return this.orders.findByNumber(tx, number);
  }

  orderById(tx: Transaction, id: string): Promise<Order | null> {
    return this.orders.findById(tx, id);
  }

  async findOwnOrder(
    tx: Transaction,
    number: string,
    isOwn: (head: OrderHead) => boolean,
  ): Promise<Order | null> {
    const head = await this.orders.findHead(tx, number);
    return head && isOwn(head) ? this.orders.findById(tx, head.id) : null;
  }

  ordersOf(tx: Transaction, customerId: string): Promise<Order[]> {
    return this.orders.ofCustomer(tx, customerId);
  }

  findProduct(tx: Transaction, productId: string): Promise<Product | null> {
    return this.products.findBySku(tx, productId);
  }

  findProductsNamedIn(tx: Transaction, text: string): Promise<Product[]> {
    return this.products.findNamedIn(tx, text);
  }

  findProductsMeantIn(tx: Transaction, text: string, talk?: ProductTalk): Promise<Product[]> {
    return this.products.findMeantIn(tx, text, talk);
  }

  latestOrders(tx: Transaction, limit: number): Promise<Order[]> {
    return this.orders.latest(tx, limit);
  }

  someProducts(tx: Transaction, limit: number): Promise<Product[]> {
    return this.products.some(tx, limit);
  }

  shopFacts(tx: Transaction): Promise<ShopFacts> {
    return this.facts.readRecent(tx);
  }

  refusalOf(tx: Transaction, request: ActionRequest): Promise<ActionResult | undefined> {
    return this.actions.refusalOf(tx, request);
  }

  perform(tx: Transaction, request: ActionRequest): Promise<ActionResult> {
    return this.actions.perform(tx, request);
  }

  performed(tx: Transaction, idempotencyKey: string): Promise<PerformedAction | undefined> {
    return this.actions.performed(tx, idempotencyKey);
  }
}
