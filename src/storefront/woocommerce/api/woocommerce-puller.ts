import type { ShopEvent } from '../../events-in/event-applier.port';
import type { PulledList, PulledPage, ShopPuller } from '../../reconciliation/shop-puller';
import { WooCommerceClient } from './woocommerce.client';

const PER_PAGE = 100;
const SECOND_MS = 1_000;

interface Row {
  id: number;
  date_modified_gmt: string | null;
  date_created_gmt: string | null;
  [field: string]: unknown;
}

/** Reads what a WooCommerce shop knows; its answers are shaped as its webhooks are. */
export class WooCommercePuller implements ShopPuller {
  readonly source = 'woocommerce';
  readonly lists: readonly PulledList[];

  constructor(private readonly client: WooCommerceClient) {
    this.lists = [
      { name: 'customers', knowsChanges: false, pages: (_since, signal) => this.customers(signal) },
      this.changing('orders', async (row, signal) => [
        event('order.updated', await this.withRefunds(row, signal)),
      ]),
      this.changing('products', async (row, signal) => [
        event('product.updated', row),
        ...(await this.variations(row, signal)).map((one) => event('product.updated', one)),
      ]),
    ];
  }

  /**
   * Pages here are counted from the beginning, and rows move while they are read: one that is changed goes to the end,
   * and those behind it move up a place. So each page is asked for by the time of the last row that was seen.
   */
  private changing(name: string, read: (row: Row, signal?: AbortSignal) => Promise<ShopEvent[]>): PulledList {
    const pages = async function* (
      this: WooCommercePuller,
      since: Date | null,
      signal?: AbortSignal,
    ): AsyncGenerator<PulledPage> {
      let from = since;
      let page = 1;
      for (;;) {
        const rows: Row[] = await this.client.get(
          `/${name}`,
          {
            orderby: 'modified',
            order: 'asc',
            per_page: String(PER_PAGE),
            page: String(page),
            ...(from
              ? { modified_after: gmt(new Date(from.getTime() - SECOND_MS)), dates_are_gmt: 'true' }
              : {}),
          },
          signal,
        );
        const records: ShopEvent[][] = [];
        for (const row of rows) records.push(await read(row, signal));
        const last = rows.map(modifiedAt).findLast((at) => at !== null) ?? null;
        yield { records, upTo: last ?? from };
        if (rows.length < PER_PAGE) return;
        const hasMoved = last !== null && (from === null || last > from);
        page = hasMoved ? 1 : page + 1;
        if (hasMoved) from = last;
      }
    };
    return { name, knowsChanges: true, pages: pages.bind(this) };
  }

  /** They cannot be asked for by the time of their change; by their ids none is missed. */
  private async *customers(signal?: AbortSignal): AsyncGenerator<PulledPage> {
    for await (const rows of this.all('/customers', { role: 'all' }, signal)) {
      yield { records: rows.map((row) => [event('customer.updated', row)]), upTo: null };
    }
  }

  private async variations(product: Row, signal?: AbortSignal): Promise<Row[]> {
    if (!Array.isArray(product.variations) || product.variations.length === 0) return [];
    const found: Row[] = [];
    for await (const rows of this.all(`/products/${product.id}/variations`, {}, signal)) found.push(...rows);
    // A webhook says of a variation what it is, and whose.
    return found.map((row) => ({ ...row, type: 'variation', parent_id: product.id }));
  }

  /** Inside an order refunds have neither a time nor lines. */
  private async withRefunds(order: Row, signal?: AbortSignal): Promise<Row> {
    if (!Array.isArray(order.refunds) || order.refunds.length === 0) return order;
    const known = new Map<number, Row>();
    for await (const rows of this.all(`/orders/${order.id}/refunds`, {}, signal)) {
      rows.forEach((row) => known.set(row.id, row));
    }
    const refunds = (order.refunds as Row[]).map((refund) => {
      const { date_created_gmt, line_items }: Partial<Row> = known.get(refund.id) ?? {};
      return { ...refund, date_created_gmt, line_items };
    });
    return { ...order, refunds };
  }

  /** Ordered by id: nothing moves but by deletion. */
  private async *all(
    path: string,
    parameters: Record<string, string>,
    signal?: AbortSignal,
  ): AsyncGenerator<Row[]> {
    for (let page = 1; ; page += 1) {
      const paging = { orderby: 'id', order: 'asc', per_page: String(PER_PAGE), page: String(page) };
      const rows = await this.client.get<Row[]>(path, { ...parameters, ...paging }, signal);
      yield rows;
      if (rows.length < PER_PAGE) return;
    }
  }
}

/** `2026-05-01T10:00:00`: with a zone it would be moved to the site's clock. */
function gmt(time: Date): string {
  return time.toISOString().slice(0, 19);
}

function modifiedAt(row: Row): Date | null {
  const text = row.date_modified_gmt ?? row.date_created_gmt;
  return text ? new Date(`${text.replace(/Z?$/, '')}Z`) : null;
}

function event(topic: string, payload: unknown): ShopEvent {
  return { id: 0, source: 'woocommerce', topic, payload, receivedAt: new Date(), triggeredAt: null };
}
