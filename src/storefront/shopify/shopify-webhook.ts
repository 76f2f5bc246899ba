import { headerFault, headerOf, timeOf } from '../events-in/headers';
import { fieldOf, resourceKeyOf } from '../events-in/resource-key';
import { isOneOf, sign } from '../events-in/signature';
import type { WebhookSource } from '../events-in/webhook-source';

const SIGNATURE = 'x-shopify-hmac-sha256';
const TOPIC = 'x-shopify-topic';
const WEBHOOK_ID = 'x-shopify-webhook-id';
const SHOP_DOMAIN = 'x-shopify-shop-domain';

/** Events of Shopify: https://shopify.dev/docs/apps/build/webhooks. The signature covers the body alone. */
export const SHOPIFY_WEBHOOK: WebhookSource = {
  name: 'shopify',

  secretsIn: ({ security }) => security.shopifyWebhookSecrets,

  refusalOf({ headers, body }, secrets) {
    const signature = headerOf(headers, SIGNATURE);
    if (signature === undefined) return { kind: 'signature_missing' };
    const fault = headerFault(headers, [TOPIC, WEBHOOK_ID, SHOP_DOMAIN]);
    if (fault) return fault;
    if (body.length === 0) return { kind: 'body_empty' };
    const right = secrets.map((secret) => sign(secret, body));
    return isOneOf([signature], right) ? undefined : { kind: 'signature_wrong' };
  },

  labelsOf({ headers }, payload) {
    const topic = headerOf(headers, TOPIC) ?? '';
    return {
      topic,
      // One action of a merchant may be several events of one event id, so the id of the delivery has to do.
      deliveryKey: headerOf(headers, WEBHOOK_ID) ?? '',
      eventId: headerOf(headers, 'x-shopify-event-id')?.slice(0, 300),
      origin: headerOf(headers, SHOP_DOMAIN),
      resourceKey: resourceOf(topic, payload),
      triggeredAt: timeOf(headerOf(headers, 'x-shopify-triggered-at')),
    };
  },
};

/** What belongs to an order is in order with it: its fulfilments, refunds, returns and edits. */
function resourceOf(topic: string, payload: unknown): string | undefined {
  const [kind = ''] = topic.split('/');
  return resourceKeyOf([
    ['order', fieldOf(payload, 'order_id')],
    ['order', fieldOf(payload, 'order', 'id')],
    ['order', fieldOf(payload, 'order_edit', 'order_id')],
    ['order', kind === 'orders' ? fieldOf(payload, 'id') : undefined],
    [kind, fieldOf(payload, 'id')],
    ['inventory_items', fieldOf(payload, 'inventory_item_id')],
    ['customers', fieldOf(payload, 'customer', 'id')],
  ]);
}
