import { sign } from '../events-in/signature';

/** Marks a key of Standard Webhooks. */
export const SECRET_PREFIX = 'whsec_';

export const STANDARD_HEADERS = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;

/** By https://www.standardwebhooks.com: of a message's id, its timestamp in seconds and its body. */
export function standardSignature(
  secret: string,
  id: string,
  timestamp: string,
  body: string | Buffer,
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${sign(key, `${id}.${timestamp}.`, body)}`;
}
