/** Events of the shop as the admin API speaks of them; see docs/admin-api.md. */

/** The states that there is a list of; those that can be replayed first. */
export const LISTED_STATES = ['dead', 'unknown_topic', 'pending'] as const;
export type ListedState = (typeof LISTED_STATES)[number];
export type ReplayableState = Exclude<ListedState, 'pending'>;

export const SHOP_EVENT_SOURCES = ['shopify', 'woocommerce', 'standard'] as const;
export type ShopEventSource = (typeof SHOP_EVENT_SOURCES)[number];

export interface ShopEventItem {
  id: number;
  source: ShopEventSource;
  /** In the source's own words: `orders/paid`. */
  topic: string;
  deliveryKey: string;
  eventId: string | null;
  origin: string | null;
  /** `order:1001`: what the event is about. */
  resourceKey: string | null;
  receivedAt: string;
  triggeredAt: string | null;
  state: ListedState | 'applied' | 'outdated';
  attempts: number;
  nextAttemptAt: string;
  errorCode: string | null;
  /** Where in the payload, if it is malformed. */
  errorPath: string | null;
  finishedAt: string | null;
  /** For an admin only, and not in lists. */
  payload?: unknown;
  /** In place of the payload, where that is no JSON object. */
  unreadableBody?: string | null;
}

export interface ShopEventFilter<State extends ListedState = ListedState> {
  state: State;
  source?: ShopEventSource;
  topic?: string;
}
