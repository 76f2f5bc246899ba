import { randomBytes } from 'node:crypto';
import { SECRET_PREFIX, STANDARD_HEADERS, standardSignature } from '../standard/standard-signature';

export function newWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(32).toString('base64')}`;
}

/**
 * The headers that Standard Webhooks prescribes, signed with each of the secrets: while one is rotated, a receiver
 * that knows either of them finds its signature.
 */
export function signedHeaders(
  messageId: string,
  now: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secrets.map((secret) => standardSignature(secret, messageId, timestamp, body));
  return {
    [STANDARD_HEADERS.id]: messageId,
    [STANDARD_HEADERS.timestamp]: timestamp,
    [STANDARD_HEADERS.signature]: signatures.join(' '),
  };
}
