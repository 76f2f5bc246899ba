import { createHmac, timingSafeEqual } from 'node:crypto';

/** Base64 HMAC-SHA256, by which all sources sign. */
export function sign(key: string | Buffer, ...parts: (string | Buffer)[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('base64');
}

/** Whether one of the claimed signatures is one of the right ones, in a time that tells nothing of the right ones. */
export function isOneOf(claimed: readonly string[], right: readonly string[]): boolean {
  const pairs = claimed.flatMap((one) => right.map((other) => isSame(Buffer.from(one), Buffer.from(other))));
  return pairs.includes(true);
}

function isSame(claimed: Buffer, right: Buffer): boolean {
  return claimed.length === right.length && timingSafeEqual(claimed, right);
}
