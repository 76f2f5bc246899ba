import { randomBytes } from 'node:crypto';

/** 128 random bits as base64url: hard to guess, so knowing a conversation's id is what lets one read it. */
export function newSecretId(): string {
  return randomBytes(16).toString('base64url');
}

/** A short number that a customer can read out, such as `T-7KQ2M9`. Uniqueness is the table's to check. */
export function newReadableId(prefix: string): string {
  const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  const letters = Array.from(randomBytes(6), (byte) => alphabet[byte % alphabet.length]);
  return `${prefix}-${letters.join('')}`;
}
