import type { ShopEvent } from '../../events-in/event-applier.port';
import type { PulledList, PulledPage, ShopPuller } from '../../reconciliation/shop-puller';
import { ShopifyClient } from './shopify.client';
import { ShopifyOrderHistory } from './shopify-order-history';
import type { Connection, CustomerNode, OrderNode, ProductNode } from './shopify-nodes';
import {
  customerPayload,
  legacyId,
  orderPayload,
  parcelEventPayloads,
  productPayload,
  returnPayload,
} from './shopify-payloads';
import { CUSTOMERS, ORDERS, PRODUCTS } from './shopify-queries';

/** Shopify lists no more than 25,000 rows of one query: before that it is asked anew, from the last row on. */
const MOST_LISTED = 20_000;

interface Listed {
  id: string;
  updatedAt: string;
}

/** Reads what a Shopify shop knows, in the order in which it changed. */
export class ShopifyPuller implements ShopPuller {
  readonly source = 'shopify';
  readonly lists: readonly PulledList[];
  private readonly history: ShopifyOrderHistory;

  constructor(private readonly client: ShopifyClient) {
    this.history = new ShopifyOrderHistory(client);
    this.lists = [
      this.list<CustomerNode>('customers', CUSTOMERS, (one, seenAt) =>
        Promise.resolve([event('customers/update', customerPayload(one), seenAt)]),
      ),
      this.list<OrderNode>('orders', ORDERS, (one, seenAt, signal) => this.orderEvents(one, seenAt, signal)),
      this.list<ProductNode>('products', PRODUCTS, async (one, seenAt, signal) => {
        await this.history.complete(one.id, one, 'variants', signal);
        return [event('products/update', productPayload(one), seenAt)];
      }),
    ];
  }

  private async orderEvents(order: OrderNode, seenAt: Date, signal?: AbortSignal): Promise<ShopEvent[]> {
    await this.history.complete(order.id, order, 'lineItems', signal);
    const history = await this.history.of(order, signal);
    const id = legacyId(order.id);
    return [
      event('orders/updated', orderPayload(order, history), seenAt),
      ...parcelEventPayloads(id, history).map((one) => event('fulfillment_events/create', one, seenAt)),
      ...history.returns.nodes.map((one) => event('returns/request', returnPayload(id, one), seenAt)),
    ];
  }

  private list<Node extends Listed>(
    name: string,
    operation: string,
    read: (node: Node, seenAt: Date, signal?: AbortSignal) => Promise<ShopEvent[]>,
  ): PulledList {
    const pages = async function* (
      this: ShopifyPuller,
      since: Date | null,
      signal?: AbortSignal,
    ): AsyncGenerator<PulledPage> {
      let from = since;
      let after: string | null = null;
      let listed = 0;
      for (;;) {
        // What is read now was so when it was asked for: no webhook that was triggered before says anything newer.
        const seenAt = new Date();
        const query: string | null = from && `updated_at:>='${from.toISOString()}'`;
        const answer: Record<string, Connection<Node>> = await this.client.ask(
          operation,
          { query, after },
          signal,
        );
        const { nodes, pageInfo } = answer[name]!;
        const records: ShopEvent[][] = [];
        for (const node of nodes) records.push(await read(node, seenAt, signal));
        const last = nodes.at(-1);
        yield { records, upTo: last ? new Date(last.updatedAt) : from };
        if (!pageInfo.hasNextPage || !last) return;
        listed += nodes.length;
        after = pageInfo.endCursor;
        if (listed < MOST_LISTED) continue;
        [from, after, listed] = [new Date(last.updatedAt), null, 0];
      }
    };
    return { name, knowsChanges: true, pages: pages.bind(this) };
  }
}

function event(topic: string, payload: unknown, seenAt: Date): ShopEvent {
  return { id: 0, source: 'shopify', topic, payload, receivedAt: seenAt, triggeredAt: seenAt };
}
