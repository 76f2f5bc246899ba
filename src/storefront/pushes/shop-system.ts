/** What one of the shop's systems is told that a customer asked for. */
export interface ShopPush {
  /** The action's idempotency key: the shop's system is told the same thing once. */
  key: string;
  kind: 'cancel_order' | 'change_address' | 'create_return' | 'create_exchange';
  /** The order's id as its own system has it. */
  orderExternalId: string;
  orderNumber: string;
  /** As the customer wrote it, in lines. */
  newAddress?: string;
  line?: { externalId: string; sku: string; name: string; quantity: number };
  reason?: string;
  wantedItem?: string;
  returnNumber?: string;
}

export type PushAnswer = { state: 'done' } | { state: 'requested' } | { state: 'refused'; reason: string };

/** The API of one of the shop's systems. Throws on a fault that may pass; the push is tried again. */
export interface ShopSystem {
  readonly source: 'shopify' | 'woocommerce';
  push(push: ShopPush): Promise<PushAnswer>;
}

/** DI token of the configured systems; an empty array where none is. */
export const SHOP_SYSTEMS = Symbol('SHOP_SYSTEMS');
