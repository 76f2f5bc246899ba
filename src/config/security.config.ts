import { ArrayMaxSize, IsArray } from 'class-validator';
import { asSecrets } from './parsing';
import { Setting } from './setting';

const secret = { fallback: '', must: 'be one value, or two separated by a comma', parse: asSecrets };

/** Secrets; each holds two values while it is rotated. */
export class SecurityConfig {
  @Setting('ADMIN_API_KEY', secret)
  @IsArray()
  @ArrayMaxSize(2)
  readonly adminApiKeys!: string[];

  @Setting('CUSTOMER_TOKEN_SECRET', secret)
  @IsArray()
  @ArrayMaxSize(2)
  readonly customerTokenSecrets!: string[];

  @Setting('DIRECT_LINE_SECRET', secret)
  @IsArray()
  @ArrayMaxSize(2)
  readonly directLineSecrets!: string[];

  @Setting('SHOPIFY_WEBHOOK_SECRET', secret)
  @IsArray()
  @ArrayMaxSize(2)
  readonly shopifyWebhookSecrets!: string[];

  @Setting('WOOCOMMERCE_WEBHOOK_SECRET', secret)
  @IsArray()
  @ArrayMaxSize(2)
  readonly woocommerceWebhookSecrets!: string[];

  @Setting('STANDARD_WEBHOOK_SECRET', secret)
  @IsArray()
  @ArrayMaxSize(2)
  readonly standardWebhookSecrets!: string[];
}
