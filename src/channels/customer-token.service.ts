import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import { Clock } from '../common';
import { StoredeskConfig } from '../config';
import type { SignedInCustomer } from '../dialog';
import { Problem } from './http/problem';

/** The last moment that a date can hold; a claim may name a later one. */
const LATEST_MS = 8.64e15;

/** Verifies the token by which a shop tells who is signed in. */
@Injectable()
export class CustomerTokenService {
  private readonly secrets: Uint8Array[];

  constructor(
    @Inject(StoredeskConfig) config: StoredeskConfig,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.secrets = config.security.customerTokenSecrets.map((secret) => new TextEncoder().encode(secret));
  }

  /**
   * The customer of a token signed with any of the secrets (HS256) and not expired; undefined without a token.
   * @throws Problem 401 for every other token
   */
  async verify(token: string | undefined): Promise<SignedInCustomer | undefined> {
    if (token === undefined) return undefined;
    if (this.secrets.length === 0) {
      throw new Problem(401, 'CUSTOMER_TOKENS_OFF', 'Customer tokens need CUSTOMER_TOKEN_SECRET to be set.');
    }
    for (const secret of this.secrets) {
      const customer = await this.verifyWith(secret, token);
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

function isClaim(claim: unknown): claim is string {
  return (
    typeof claim === 'string' && claim.trim() !== '' && claim.length <= 320 && !/\p{Cc}|\p{Cs}/u.test(claim)
  );
}
