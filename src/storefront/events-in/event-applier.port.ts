import type { AppError } from '../../common';
import type { Transaction } from '../../storage';

/** Who tells of what happens in the shop. */
export const SHOP_EVENT_SOURCES = ['shopify', 'woocommerce', 'standard'] as const;
export type ShopEventSource = (typeof SHOP_EVENT_SOURCES)[number];

export function isShopEventSource(name: string): name is ShopEventSource {
  return SHOP_EVENT_SOURCES.some((source) => source === name);
}

/** One event as its source sent it: signed, stored, and not applied yet. */
export interface ShopEvent {
  id: number;
  source: ShopEventSource;
  /** In the source's own words: `orders/paid`, `order.updated`. */
  topic: string;
  /** A JSON object, with all that the source put into it. */
  payload: unknown;
  receivedAt: Date;
  /** When it happened, where the source says so. */
  triggeredAt: Date | null;
}

/** `outdated`: the records already say something newer. */
export type EventOutcome = 'applied' | 'outdated' | 'unknown_topic';

/** What became of an event; an error where its payload cannot be read, and nothing of it was written. */
export type EventResult = EventOutcome | AppError;

/** Turns events into records. Also the DI token. */
export abstract class EventApplier {
  /**
   * Writes what the events say in the transaction, which also marks them as done: a kill undoes both. Those of one order
   * come one after the other, as they were received, and never together; an event may come again, and late.
   * Whatever it throws undoes all of them; each is then tried by itself.
   * @returns one result for each event, in their order
   */
  abstract applyAll(tx: Transaction, events: readonly ShopEvent[]): Promise<EventResult[]>;

  /** The same for one event. @throws MalformedEventError for a payload that cannot be read */
  async apply(tx: Transaction, event: ShopEvent): Promise<EventOutcome> {
    const [result = 'outdated'] = await this.applyAll(tx, [event]);
    if (typeof result !== 'string') throw result;
    return result;
  }
}
