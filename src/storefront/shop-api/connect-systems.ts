import type { ShopSystem } from '../pushes/shop-system';
import type { ShopPuller } from '../reconciliation/shop-puller';
import { ShopifyPuller } from '../shopify/api/shopify-puller';
import { ShopifySystem } from '../shopify/api/shopify-system';
import { ShopifyClient } from '../shopify/api/shopify.client';
import type { StorefrontOptions } from '../storefront.options';
import { WooCommercePuller } from '../woocommerce/api/woocommerce-puller';
import { WooCommerceSystem } from '../woocommerce/api/woocommerce-system';
import { WooCommerceClient } from '../woocommerce/api/woocommerce.client';

/** DI token of the APIs of the systems that are configured. */
export const SHOP_APIS = Symbol('SHOP_APIS');

export interface ShopApis {
  pullers: ShopPuller[];
  systems: ShopSystem[];
}

/** One client for each system, so that what is read and what is told share its limits. */
export function connectSystems({ systems: { shopify, woocommerce } }: StorefrontOptions): ShopApis {
  const apis: ShopApis = { pullers: [], systems: [] };
  if (shopify) {
    const client = new ShopifyClient(shopify);
    apis.pullers.push(new ShopifyPuller(client));
    apis.systems.push(new ShopifySystem(client, shopify));
  }
  if (woocommerce) {
    const client = new WooCommerceClient(woocommerce);
    apis.pullers.push(new WooCommercePuller(client));
    apis.systems.push(new WooCommerceSystem(client));
  }
  return apis;
}
