import type { ShopEvent } from '../events-in/event-applier.port';

/** One page of a list: each record as the events that would have told of it. */
export interface PulledPage {
  records: ShopEvent[][];
  /** Whatever changed before this time has been seen; null where the list knows no such order. */
  upTo: Date | null;
}

/** Reads what one of the shop's systems knows, in the order in which it changed. */
export interface ShopPuller {
  readonly source: 'shopify' | 'woocommerce';
  /** In this order: orders tell the currency that the prices of products are in. */
  readonly lists: readonly PulledList[];
}

export interface PulledList {
  readonly name: string;
  /** Whether it can be asked for what has changed; the others are read in full, by imports alone. */
  readonly knowsChanges: boolean;
  /** @param since null: all there is */
  pages(since: Date | null, signal?: AbortSignal): AsyncGenerator<PulledPage>;
}

/** DI token of the pullers of the systems that are configured. */
export const SHOP_PULLERS = Symbol('SHOP_PULLERS');
