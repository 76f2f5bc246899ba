import type { ShopEventSource } from '../../../src/storefront/events-in/event-applier.port';
import type { Step, Told } from './shop';
import { shopifyShop } from './shopify-shop';
import { standardShop } from './standard-shop';
import { wooShop } from './woocommerce-shop';

/** The events of a shop in which these steps were taken, one after the other, an order having been placed first. */
export function historyOf(source: ShopEventSource, steps: readonly Step[]): Told[] {
  const shop = { shopify: shopifyShop, woocommerce: wooShop, standard: standardShop }[source]();
  return [...shop.place(), ...steps.flatMap((step) => shop.take(step))];
}
