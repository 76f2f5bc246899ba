import { ShopApiError } from '../../shop-api/shop-api.errors';
import { ShopifyClient } from './shopify.client';
import type {
  Connection,
  FulfilmentNode,
  OrderHistory,
  OrderNode,
  RefundNode,
  ReturnNode,
} from './shopify-nodes';
import {
  FULFILMENT_BY_ID,
  INLINE_LISTED,
  MORE,
  MORE_RETURNS,
  ORDER_HISTORY,
  ORDER_LISTS,
  REFUND_BY_ID,
} from './shopify-queries';

/** Reads what happened to an order, and whatever is longer than the page that began it, to its end. */
export class ShopifyOrderHistory {
  constructor(private readonly client: ShopifyClient) {}

  async of(order: OrderNode, signal?: AbortSignal): Promise<OrderHistory> {
    const nothing = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    const isNew = order.fulfillments.length + order.refunds.length + order.returns.nodes.length === 0;
    if (isNew) return { fulfillments: [], refunds: [], returns: nothing };
    const asked = await this.client.ask<{ order: OrderHistory | null }>(
      ORDER_HISTORY,
      { id: order.id },
      signal,
    );
    // Deleted since; its webhook says so.
    if (!asked.order) return { fulfillments: [], refunds: [], returns: nothing };
    const history = asked.order;
    await this.completeLists(order.id, history, signal);
    await this.completeReturns(order.id, history.returns, signal);
    for (const one of history.fulfillments) {
      await this.complete(one.id, one, 'fulfillmentLineItems', signal);
      await this.complete(one.id, one, 'events', signal);
    }
    for (const one of history.refunds) await this.complete(one.id, one, 'refundLineItems', signal);
    for (const one of history.returns.nodes) await this.complete(one.id, one, 'returnLineItems', signal);
    return history;
  }

  /** Adds to a connection what did not fit into its first page. */
  async complete<Field extends string>(
    id: string,
    owner: Record<Field, Connection<unknown>>,
    field: Field,
    signal?: AbortSignal,
  ): Promise<void> {
    const connection = owner[field];
    let page = connection.pageInfo;
    while (page.hasNextPage) {
      const more = await this.client.ask<{ node: Record<string, Connection<unknown>> | null }>(
        MORE[field]!,
        { id, after: page.endCursor },
        signal,
      );
      const next = more.node?.[field];
      // Deleted while it was read; the next time it is not listed.
      if (!next) throw new ShopApiError('SHOP_API_BUSY', 'Shopify', 200, 'GONE');
      connection.nodes.push(...next.nodes);
      page = next.pageInfo;
    }
  }

  /** Lists that know no pages: where one may be longer, its members are asked for one by one. */
  private async completeLists(id: string, history: OrderHistory, signal?: AbortSignal): Promise<void> {
    const { fulfillments, refunds } = history;
    if (fulfillments.length < INLINE_LISTED && refunds.length < INLINE_LISTED) return;
    const { order } = await this.client.ask<{
      order: Record<'fulfillments' | 'refunds', { id: string }[]> | null;
    }>(ORDER_LISTS, { id }, signal);
    for (const one of missing(order?.fulfillments, fulfillments)) {
      const { node } = await this.client.ask<{ node: FulfilmentNode | null }>(FULFILMENT_BY_ID, one, signal);
      if (node) fulfillments.push(node);
    }
    for (const one of missing(order?.refunds, refunds)) {
      const { node } = await this.client.ask<{ node: RefundNode | null }>(REFUND_BY_ID, one, signal);
      if (node) refunds.push(node);
    }
  }

  private async completeReturns(
    id: string,
    returns: Connection<ReturnNode>,
    signal?: AbortSignal,
  ): Promise<void> {
    let page = returns.pageInfo;
    while (page.hasNextPage) {
      const { order } = await this.client.ask<{ order: { returns: Connection<ReturnNode> } | null }>(
        MORE_RETURNS,
        { id, after: page.endCursor },
        signal,
      );
      if (!order) return;
      returns.nodes.push(...order.returns.nodes);
      page = order.returns.pageInfo;
    }
  }
}

function missing(all: { id: string }[] | undefined, known: { id: string }[]): { id: string }[] {
  const ids = new Set(known.map(({ id }) => id));
  return (all ?? []).filter(({ id }) => !ids.has(id)).map(({ id }) => ({ id }));
}
