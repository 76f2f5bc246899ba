import { Inject, Injectable } from '@nestjs/common';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { Clock } from '../common';
import { customerTokenKeys, keysFor, StoredeskConfig, type CustomerTokenKey } from '../config';
import type { SignedInCustomer } from '../dialog';
import { Problem } from './http/problem';

/** The last moment that a date can hold; a claim may name a later one. */
const LATEST_MS = 8.64e15;

/** Verifies the token by which a shop tells who is signed in. */
@Injectable()
export class CustomerTokenService {
  private readonly keys: CustomerTokenKey[];

  constructor(
    @Inject(StoredeskConfig) config: StoredeskConfig,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.keys = customerTokenKeys(config.security.customerTokenSecrets);
  }

  /**
   * The customer of a token (HS256) that is not expired and signed with the key that it names, or with any where it
   * names none; undefined without a token.
   * @throws Problem 401 for every other token
   */
  async verify(token: string | undefined): Promise<SignedInCustomer | undefined> {
    if (token === undefined) return undefined;
    if (this.keys.length === 0) {
      throw new Problem(401, 'CUSTOMER_TOKENS_OFF', 'Customer tokens need CUSTOMER_TOKEN_SECRET to be set.');
    }
    for (const { secret } of keysFor(this.keys, kidOf(token))) {
      const customer = await this.verifyWith(new TextEncoder().encode(secret), token);
      if (customer) return customer;
    }
    throw new Problem(401, 'CUSTOMER_TOKEN_INVALID', 'The customer token is not valid or has expired.');
  }

  private async verifyWith(secret: Uint8Array, token: string): Promise<SignedInCustomer | undefined> {
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'email', 'exp'],
        currentDate: this.clock.now(),
      });
      const { sub, email, exp } = payload;
      if (!isClaim(sub) || !isClaim(email) || !email.includes('@') || exp === undefined) return undefined;
      const expiresAt = new Date(Math.min(exp * 1000, LATEST_MS)).toISOString();
      return { customerId: sub, email, expiresAt };
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }
}

/** Read before the signature is: it only chooses among our own keys. */
function kidOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    // Nothing that any key verifies.
    return undefined;
  }
}

function isClaim(claim: unknown): claim is string {
  return (
    typeof claim === 'string' && claim.trim() !== '' && claim.length <= 320 && !/\p{Cc}|\p{Cs}/u.test(claim)
  );
}
