import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  registerDecorator,
} from 'class-validator';
import { isSafeBase } from '../common';
import { asBoolean, asOptionalText, asWholeNumber } from './parsing';
import { Setting } from './setting';

/** The APIs of the systems that the shop runs on. */
export class ShopSystemsConfig {
  @Setting('SHOPIFY_SHOP', {
    fallback: '',
    must: 'be the name of a shop, such as name.myshopify.com',
    parse: asOptionalText,
  })
  @IsOptional()
  // An address of this machine is for tests.
  @Matches(/^([a-z0-9][a-z0-9-]*\.myshopify\.com|http:\/\/127\.0\.0\.1:\d+)$/i)
  readonly shopifyShop?: string;

  @Setting('SHOPIFY_ACCESS_TOKEN', {
    fallback: '',
    must: 'be a token of the Admin API',
    parse: asOptionalText,
  })
  @IsOptional()
  @IsString()
  readonly shopifyAccessToken?: string;

  @Setting('WOOCOMMERCE_URL', {
    fallback: '',
    must: 'be the address of the site, such as https://shop.example',
    parse: asOptionalText,
  })
  @IsOptional()
  @IsSafeBase()
  readonly woocommerceUrl?: string;

  @Setting('WOOCOMMERCE_CONSUMER_KEY', { fallback: '', must: 'be a key', parse: asOptionalText })
  @IsOptional()
  @IsString()
  readonly woocommerceConsumerKey?: string;

  @Setting('WOOCOMMERCE_CONSUMER_SECRET', { fallback: '', must: 'be a secret', parse: asOptionalText })
  @IsOptional()
  @IsString()
  readonly woocommerceConsumerSecret?: string;

  /** 0: never. */
  @Setting('RECONCILE_MINUTES', {
    fallback: '60',
    must: 'be a whole number from 0 to 10080',
    parse: asWholeNumber,
  })
  @IsInt()
  @Min(0)
  @Max(10_080)
  readonly reconcileMinutes!: number;

  /** Whether Shopify pays back what it cancels: money goes out only where somebody said so. */
  @Setting('SHOPIFY_CANCEL_REFUNDS', { fallback: 'false', must: 'be true or false', parse: asBoolean })
  @IsBoolean()
  readonly shopifyCancelRefunds!: boolean;

  @Setting('SHOPIFY_CANCEL_RESTOCKS', { fallback: 'true', must: 'be true or false', parse: asBoolean })
  @IsBoolean()
  readonly shopifyCancelRestocks!: boolean;
}

function IsSafeBase(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isSafeBase',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: (value) => typeof value === 'string' && isSafeBase(value) },
    });
}

/** A system is set up in full or not at all. */
export function incompleteSystems(config: ShopSystemsConfig): string[] {
  const groups: [name: string, value: string | undefined][][] = [
    [
      ['SHOPIFY_SHOP', config.shopifyShop],
      ['SHOPIFY_ACCESS_TOKEN', config.shopifyAccessToken],
    ],
    [
      ['WOOCOMMERCE_URL', config.woocommerceUrl],
      ['WOOCOMMERCE_CONSUMER_KEY', config.woocommerceConsumerKey],
      ['WOOCOMMERCE_CONSUMER_SECRET', config.woocommerceConsumerSecret],
    ],
  ];
  return groups.flatMap((group) => {
    const set = group.filter(([, value]) => value !== undefined);
    const unset = group.filter(([, value]) => value === undefined);
    if (set.length === 0) return [];
    return unset.map(([name]) => `${name} must be set where ${set[0]?.[0]} is`);
  });
}
