import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { lockName, schema, type Transaction } from '../../storage';
import { ShopFactsService } from '../shop-facts.service';
import { RETURN_POLICY_KEY, type ReturnPolicy } from './return-policy';

const { shopFacts } = schema;

export interface StatedPolicy {
  policy: ReturnPolicy;
  /** Of the policy: it changes with it. */
  revision: string;
  /** False where the shop has stated none: then it follows from the shop's facts. */
  isStated: boolean;
}

/** The shop's return policy. */
@Injectable()
export class ReturnPoliciesService {
  constructor(private readonly facts: ShopFactsService) {}

  async read(tx: Transaction): Promise<StatedPolicy> {
    const { policy, isStated } = await this.facts.policy(tx);
    return { policy, isStated, revision: revisionOf(policy) };
  }

  /** The same, and nobody else states it until the transaction ends. */
  async hold(tx: Transaction): Promise<StatedPolicy> {
    await lockName(tx, 'return policy');
    return this.read(tx);
  }

  async state(tx: Transaction, policy: ReturnPolicy): Promise<StatedPolicy> {
    await tx
      .insert(shopFacts)
      .values({ key: RETURN_POLICY_KEY, value: policy })
      .onConflictDoUpdate({ target: shopFacts.key, set: { value: policy } });
    return { policy, isStated: true, revision: revisionOf(policy) };
  }
}

/** Whatever the order in which the database gives the fields back. */
function revisionOf(policy: ReturnPolicy): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(policy)))
    .digest('base64url')
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}
