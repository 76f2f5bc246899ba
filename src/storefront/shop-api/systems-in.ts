import type { StoredeskConfig } from '../../config';
import type { ShopSystemsOptions } from '../storefront.options';

/** The systems that the settings name. */
export function systemsIn({ shopSystems: settings }: StoredeskConfig): ShopSystemsOptions {
  const { shopifyShop, shopifyAccessToken, woocommerceUrl } = settings;
  const { woocommerceConsumerKey, woocommerceConsumerSecret } = settings;
  return {
    shopify:
      shopifyShop && shopifyAccessToken
        ? {
            shop: shopifyShop,
            accessToken: shopifyAccessToken,
            cancelRefunds: settings.shopifyCancelRefunds,
            cancelRestocks: settings.shopifyCancelRestocks,
          }
        : undefined,
    woocommerce:
      woocommerceUrl && woocommerceConsumerKey && woocommerceConsumerSecret
        ? {
            url: woocommerceUrl,
            consumerKey: woocommerceConsumerKey,
            consumerSecret: woocommerceConsumerSecret,
          }
        : undefined,
  };
}
