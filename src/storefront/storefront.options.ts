import type { ApprovableAction, TargetOptions } from '../common';
import type { GuestProof } from './identity.port';
import type { ShopifyCancelOptions } from './shopify/api/shopify-system';
import type { ShopifyAccess } from './shopify/api/shopify.client';
import type { WooCommerceAccess } from './woocommerce/api/woocommerce.client';

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
  guestProof: GuestProof;
  codes: CodeOptions;
  /** null: none is sent. */
  mail: MailOptions | null;
  eventsOut: EventsOutOptions;
  /** How often it is looked for what the APIs of the shop's systems are to be told; 0: never, for tests. */
  pushPollMs: number;
  /** How often what has changed in the shop's systems is read; 0: never. */
  reconcileMinutes: number;
  systems: ShopSystemsOptions;
}

/** The systems whose APIs may be used. */
export interface ShopSystemsOptions {
  shopify?: ShopifyAccess & ShopifyCancelOptions;
  woocommerce?: WooCommerceAccess;
}

/** Failed proofs of identity until no more are heard, each within the window. */
export interface IdentityLimits {
  failuresPerOrder: number;
  failuresPerEmail: number;
  failuresPerConversation: number;
  failuresPerSender: number;
  windowMs: number;
}

/** Codes by mail. */
export interface CodeOptions {
  /** What they are made with, the newest first; none: a value that ends with the process. */
  secrets: readonly string[];
  lifeMs: number;
  triesPerCode: number;
  /** Within the window of `IdentityLimits`. */
  mailsPerOrder: number;
  mailsPerEmail: number;
}

export interface MailOptions {
  smtpUrl: string;
  from: string;
  /** Never send a password unencrypted. */
  requireTls: boolean;
  /** How often mails that are due are looked for; 0: never, for tests that do so themselves. */
  pollMs: number;
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
  guestProof: 'email',
  codes: { secrets: [], lifeMs: 10 * 60 * 1000, triesPerCode: 5, mailsPerOrder: 3, mailsPerEmail: 3 },
  mail: null,
  eventsOut: { targets: { privateTargets: [], requireHttps: true }, pollMs: 1_000 },
  reconcileMinutes: 0,
  systems: {},
  pushPollMs: 1_000,
};
