import { ArrayMaxSize, IsArray, Matches, registerDecorator } from 'class-validator';
import { customerTokenKeys } from './customer-token-key';
import { asSecrets } from './parsing';
import { Setting } from './setting';

const secret = { fallback: '', must: 'be one value, or two separated by a comma', parse: asSecrets };

/** Every customer has a token to try values on, offline: HS256 needs a key as long as its hash (RFC 7518, 3.2). */
const SHORTEST_TOKEN_SECRET = 32;
/** As the specification has it, which the senders' libraries decode alike: 24 bytes or more. */
const STANDARD_WEBHOOK_KEY = /^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/;
const SHORTEST_ADMIN_KEY_IN_PRODUCTION = 16;

/** Secrets; each holds two values while it is rotated. */
export class SecurityConfig {
  @Setting('ADMIN_API_KEY', {
    ...secret,
    must: `${secret.must}, each of ${SHORTEST_ADMIN_KEY_IN_PRODUCTION} characters or more in production`,
    parse: (raw, isProduction) => {
      const keys = asSecrets(raw);
      const shortest = isProduction ? SHORTEST_ADMIN_KEY_IN_PRODUCTION : 1;
      return keys.every((key) => key.length >= shortest) ? keys : null;
    },
  })
  @IsArray()
  @ArrayMaxSize(2)
  readonly adminApiKeys!: string[];

  @Setting('CUSTOMER_TOKEN_SECRET', {
    ...secret,
    must:
      `${secret.must}, with a name of its own before it (2026a:…) or without, ` +
      `each of ${SHORTEST_TOKEN_SECRET} characters or more`,
  })
  @IsArray()
  @ArrayMaxSize(2)
  @AreTokenSecrets()
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

  @Setting('STANDARD_WEBHOOK_SECRET', {
    ...secret,
    must: `${secret.must}, each base64 of 24 bytes or more, with or without whsec_ before it`,
  })
  @IsArray()
  @ArrayMaxSize(2)
  @Matches(STANDARD_WEBHOOK_KEY, { each: true })
  readonly standardWebhookSecrets!: string[];
}

/** Long enough, whether what stands before a colon is a name or not; no name twice. */
function AreTokenSecrets(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'areTokenSecrets',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (values: string[]) => {
          const keys = customerTokenKeys(values);
          const names = keys.flatMap(({ kid }) => kid ?? []);
          const isLong = keys.every(({ secret }) => Buffer.byteLength(secret) >= SHORTEST_TOKEN_SECRET);
          return isLong && new Set(names).size === names.length;
        },
      },
    });
}
