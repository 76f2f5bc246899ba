import { Inject, Injectable } from '@nestjs/common';
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';

const DIGITS = 6;

/**
 * Makes codes and knows them again. A code is the beginning of an HMAC over 128 random bits: it is as random as they
 * are, and is kept nowhere. Who has the database but not the secret does not have the codes.
 */
@Injectable()
export class CodeKeys {
  private readonly secrets: Buffer[];

  constructor(@Inject(STOREFRONT_OPTIONS) { codes }: StorefrontOptions) {
    this.secrets = codes.secrets.map((secret) => Buffer.from(secret));
    // Without a secret of the shop's, codes that are out end with the process.
    if (this.secrets.length === 0) this.secrets.push(randomBytes(32));
  }

  codeOf(id: string): string {
    return codeWith(this.newest, id);
  }

  /** Also after the secret was replaced, as long as the old one is the second value. */
  isCodeOf(id: string, code: string): boolean {
    const isRight = this.secrets.map((secret) => isSame(codeWith(secret, id), code));
    return isRight.includes(true);
  }

  /** Keys for another purpose, the newest first. */
  keysFor(purpose: string): Buffer[] {
    return this.secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
  }

  private get newest(): Buffer {
    return this.secrets[0] ?? Buffer.alloc(0);
  }
}

function codeWith(secret: Buffer, id: string): string {
  const digest = createHmac('sha256', secret).update(`identity-code ${id}`).digest();
  // 48 bits: next to none of the million is likelier than another.
  return String(digest.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
