import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common';
import { DATABASE, type Database, type Transaction } from '../../storage';
import { DEMO_ORDER_NUMBERS, StorefrontPort, type Order, type Product } from '../../storefront';
import { exampleFacts } from '../../templates';
import { isInvented, masked } from './masked-order';

/** Facts that a template can be tried with. */
export interface FactSet {
  /** `order:W1001`, `product:SKU-10442`, `example`. */
  name: string;
  title: string;
  facts: Record<string, unknown>;
}

const RECORDED_ORDERS = 10;
const PRODUCTS = 10;
const EXAMPLE = 'example';

/** The demo shop's and the last recorded orders and products, as facts for templates. Real people are masked. */
@Injectable()
export class PreviewFactsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly storefront: StorefrontPort,
    private readonly clock: Clock,
  ) {}

  /** All sets, the demo's orders first, and last one that is invented. */
  list(): Promise<FactSet[]> {
    return this.database.transaction(async (tx) => {
      const sets: FactSet[] = [];
      for (const order of await this.orders(tx)) sets.push(await this.ofOrder(tx, order));
      for (const product of await this.storefront.someProducts(tx, PRODUCTS)) {
        sets.push(await this.ofProduct(tx, product));
      }
      return [...sets, await this.example(tx)];
    });
  }

  /** One of them by its name, undefined when there is none; without a name the invented one. */
  find(name = EXAMPLE): Promise<FactSet | undefined> {
    const [kind, ...rest] = name.split(':');
    const number = rest.join(':');
    return this.database.transaction(async (tx) => {
      if (name === EXAMPLE) return this.example(tx);
      const order = kind === 'order' && number ? await this.storefront.findOrder(tx, number) : null;
      if (order) return this.ofOrder(tx, order);
      const product = kind === 'product' && number ? await this.storefront.findProduct(tx, number) : null;
      return product ? this.ofProduct(tx, product) : undefined;
    });
  }

  private async orders(tx: Transaction): Promise<Order[]> {
    const demo: Order[] = [];
    for (const number of DEMO_ORDER_NUMBERS) {
      const order = await this.storefront.findOrder(tx, number);
      // A real order may bear a number of the demo's.
      if (order && isInvented(order)) demo.push(order);
    }
    const latest = await this.storefront.latestOrders(tx, RECORDED_ORDERS + demo.length);
    const recorded = latest.filter(({ id }) => !demo.some((one) => one.id === id));
    return [...demo, ...recorded.slice(0, RECORDED_ORDERS)];
  }

  private async ofOrder(tx: Transaction, recorded: Order): Promise<FactSet> {
    const order = isInvented(recorded) ? recorded : masked(recorded);
    const [orderLine] = order.lines;
    const product = orderLine && (await this.storefront.findProduct(tx, orderLine.sku));
    const facts = {
      ...(await this.common(tx)),
      order,
      customer: { email: order.email },
      recentOrders: [order],
      ...(orderLine && { orderLine }),
      ...(product && { product }),
    };
    const state = order.isLate ? `${order.status}, late` : order.status;
    return {
      name: `order:${order.number}`,
      title: `Order ${order.number}: ${state.replaceAll('_', ' ')}`,
      facts,
    };
  }

  private async ofProduct(tx: Transaction, product: Product): Promise<FactSet> {
    const stock = product.stock === null ? 'not counted' : `${product.stock} in stock`;
    return {
      name: `product:${product.sku}`,
      title: `${product.name}: ${stock}`,
      facts: { ...(await this.common(tx)), product },
    };
  }

  private async example(tx: Transaction): Promise<FactSet> {
    return { name: EXAMPLE, title: 'Invented', facts: await this.common(tx) };
  }

  /** What no record tells: a ticket, a reason in a customer's words. */
  private async common(tx: Transaction): Promise<Record<string, unknown>> {
    return { ...exampleFacts(this.clock.now()), shop: await this.storefront.shopFacts(tx) };
  }
}
