import type { ApprovableAction, TargetOptions } from '../common';

/** DI token of the options. */
export const STOREFRONT_OPTIONS = Symbol('STOREFRONT_OPTIONS');

export interface StorefrontOptions {
  /** Fill an empty shop with the demo shop, and keep its dates fresh at every start. */
  demoShop: boolean;
  /** What the shop has the last word on, where its return policy does not say: it comes to `requested`. */
  actionsNeedApproval: readonly ApprovableAction[];
  /** Of the products' prices, where their system does not say; null: that of its orders. */
  currency: string | null;
  identity: IdentityLimits;
  eventsOut: EventsOutOptions;
  /** How often it is looked for what the APIs of the shop's systems are to be told; 0: never, for tests. */
  pushPollMs: number;
}

/** Failed proofs of identity until no more are heard, each within the window. */
export interface IdentityLimits {
  failuresPerOrder: number;
  failuresPerEmail: number;
  failuresPerConversation: number;
  failuresPerSender: number;
  windowMs: number;
}

export interface EventsOutOptions {
  /** Where webhooks may go. */
  targets: TargetOptions;
  /** How often deliveries that are due are looked for; 0: never, for tests that do so themselves. */
  pollMs: number;
}

export const DEFAULT_OPTIONS: StorefrontOptions = {
  demoShop: false,
  actionsNeedApproval: [],
  currency: null,
  identity: {
    failuresPerOrder: 5,
    failuresPerEmail: 5,
    failuresPerConversation: 5,
    failuresPerSender: 10,
    windowMs: 60 * 60 * 1000,
  },
  eventsOut: { targets: { privateTargets: [], requireHttps: true }, pollMs: 1_000 },
  pushPollMs: 1_000,
};
