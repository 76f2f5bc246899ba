import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as base64url. So many need no slow hash and no salt: what is stored is their SHA-256. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Compares in constant time. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
}
