import { createHash } from 'node:crypto';
import { headerFault, headerOf } from '../events-in/headers';
import { fieldOf, resourceKeyOf } from '../events-in/resource-key';
import { isOneOf, sign } from '../events-in/signature';
import type { WebhookRequest, WebhookSource } from '../events-in/webhook-source';

const SIGNATURE = 'x-wc-webhook-signature';
const TOPIC = 'x-wc-webhook-topic';
const SOURCE = 'x-wc-webhook-source';

/** Events of WooCommerce: https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks. */
export const WOOCOMMERCE_WEBHOOK: WebhookSource = {
  name: 'woocommerce',

  secretsIn: ({ security }) => security.woocommerceWebhookSecrets,

  refusalOf({ headers, body }, secrets) {
    const signature = headerOf(headers, SIGNATURE);
    if (signature === undefined) return { kind: 'signature_missing' };
    const fault = headerFault(headers, [TOPIC, SOURCE]);
    if (fault) return fault;
    if (body.length === 0) return { kind: 'body_empty' };
    const right = secrets.map((secret) => sign(secret, body));
    return isOneOf([signature], right) ? undefined : { kind: 'signature_wrong' };
  },

  labelsOf({ headers, body }, payload) {
    const topic = headerOf(headers, TOPIC) ?? '';
    const origin = headerOf(headers, SOURCE) ?? '';
    const [kind = ''] = topic.split('.');
    const resourceKey = resourceKeyOf([[kind, fieldOf(payload, 'id')]]);
    // Two deliveries within a second have the same delivery id, so what is delivered tells them apart.
    const delivered = createHash('sha256').update(body);
    const hash = createHash('sha256').update(
      JSON.stringify([origin, topic, resourceKey, delivered.digest('hex')]),
    );
    return { topic, deliveryKey: hash.digest('hex'), origin, resourceKey };
  },
};

/** The first thing that a new webhook sends, to see whether the address answers: `webhook_id=7`, as a form, unsigned. */
export function isFirstPing({ headers, body }: WebhookRequest): boolean {
  return (
    headerOf(headers, SIGNATURE) === undefined &&
    /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '') &&
    body.length < 64 &&
    /^webhook_id=\d+$/.test(body.toString('latin1').trim())
  );
}
