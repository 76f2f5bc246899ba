import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { SECRETS, shopifyHeaders } from './events-app';

/** A way in, and how an outsider signs for it. */
export interface Way {
  path: string;
  signature: string;
  /** Headers that it cannot be without. */
  needed: string[];
  sign(body: string, secret?: string, id?: string): Record<string, string>;
}

let number = 0;
export const newId = (): string => `msg_${(number += 1)}`;

export const SHOPIFY: Way = {
  path: '/webhooks/shopify',
  signature: 'X-Shopify-Hmac-Sha256',
  needed: ['X-Shopify-Topic', 'X-Shopify-Webhook-Id', 'X-Shopify-Shop-Domain'],
  sign: (body, secret, id) => ({
    ...shopifyHeaders(body, 'orders/updated', secret),
    ...(id === undefined ? {} : { 'X-Shopify-Webhook-Id': id }),
  }),
};

export const WOOCOMMERCE: Way = {
  path: '/webhooks/woocommerce',
  signature: 'X-WC-Webhook-Signature',
  needed: ['X-WC-Webhook-Topic', 'X-WC-Webhook-Source'],
  sign: (body, secret = SECRETS.WOOCOMMERCE_WEBHOOK_SECRET) => ({
    'Content-Type': 'application/json',
    'X-WC-Webhook-Source': 'https://shop.example.com/',
    'X-WC-Webhook-Topic': 'order.updated',
    'X-WC-Webhook-Resource': 'order',
    'X-WC-Webhook-Event': 'updated',
    'X-WC-Webhook-Signature': createHmac('sha256', secret).update(body).digest('base64'),
    'X-WC-Webhook-ID': '7',
    'X-WC-Webhook-Delivery-ID': 'the same within a second',
  }),
};

export const STANDARD: Way = {
  path: '/webhooks/standard',
  signature: 'webhook-signature',
  needed: ['webhook-id', 'webhook-timestamp'],
  sign: (body, secret = SECRETS.STANDARD_WEBHOOK_SECRET, id = newId()) =>
    signedAt(new Date(), body, secret, id),
};

export function signedAt(time: Date, body: string, secret: string, id = newId()): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, time, body),
  };
}

/** Another secret of the form that the way's secrets have. */
export const OTHER_SECRET = `whsec_${Buffer.from('a secret of somebody else').toString('base64')}`;
export const WAYS = [SHOPIFY, WOOCOMMERCE, STANDARD];

export function without(header: string, headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header));
}
