import type { RecordedCall } from '../loopback';
import { RestError } from './rest-error';

export interface ApiKey {
  consumerKey: string;
  consumerSecret: string;
  permissions: 'read' | 'write' | 'read_write';
}

/**
 * WC_REST_Authentication, as over HTTPS: basic authentication, or key and secret in the query. Null: nobody, as with a
 * key that isn't there.
 */
export function authenticate(call: RecordedCall, keys: ApiKey[]): ApiKey | null {
  const [name, secret] = credentials(call);
  if (!name || !secret) return null;
  const key = keys.find((one) => one.consumerKey === name);
  if (!key) return null;
  if (key.consumerSecret !== secret) {
    throw new RestError('woocommerce_rest_authentication_error', 'Consumer secret is invalid.', 401);
  }
  const reads = call.method === 'GET' || call.method === 'HEAD';
  const missing = reads ? 'write' : 'read';
  if (key.permissions === missing) {
    const message = `The API key provided does not have ${reads ? 'read' : 'write'} permissions.`;
    throw new RestError('woocommerce_rest_authentication_error', message, 401);
  }
  return key;
}

function credentials(call: RecordedCall): [string | null, string | null] {
  const inQuery = [call.query.get('consumer_key'), call.query.get('consumer_secret')] as const;
  if (inQuery[0] && inQuery[1]) return [...inQuery];
  const encoded = /^Basic (.+)$/i.exec(call.headers.authorization ?? '')?.[1];
  if (!encoded) return [null, null];
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? [null, null] : [decoded.slice(0, colon), decoded.slice(colon + 1)];
}

const REFUSALS = {
  list: ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
  view: ['woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'],
  edit: ['woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.'],
  create: ['woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.'],
} as const;

export function notAllowed(to: keyof typeof REFUSALS): RestError {
  const [code, message] = REFUSALS[to];
  return new RestError(code, message, 401);
}
