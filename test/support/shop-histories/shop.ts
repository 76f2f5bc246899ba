import type { ShopEvent, ShopEventSource } from '../../../src/storefront/events-in/event-applier.port';

export type Json = Record<string, unknown>;

/** What can happen to an order, its customer and a product; each becomes an event or two. */
export const STEPS = {
  shopify: [
    'pay',
    'send',
    'track',
    'carry',
    'deliver',
    'refund',
    'return',
    'close return',
    'note',
    'cancel',
    'edit',
    'rename customer',
    'price',
    'count',
    'delete',
    'redact',
    'redact shop',
  ],
  woocommerce: [
    'pay',
    'track',
    'complete',
    'refund',
    'take refund back',
    'note',
    'cancel',
    'rename customer',
    'price',
    'delete',
    'restore',
    'forget customer',
  ],
  standard: [
    'note',
    'send',
    'track',
    'deliver',
    'refund',
    'return',
    'close return',
    'cancel',
    'rename customer',
    'price',
    'count',
    'forget customer',
    'redact',
  ],
} as const;

export type Step = (typeof STEPS)[ShopEventSource][number];

/** An event with the step that made it, for the report. */
export interface Told {
  step: string;
  event: ShopEvent;
}

/** A shop of a kind, in which time goes by with every step. */
export interface Shop {
  place(): Told[];
  take(step: Step): Told[];
}
