import { Injectable } from '@nestjs/common';
import { Clock } from '../common';
import { schema, type Transaction } from '../storage';
import { policyOfFacts, RETURN_POLICY_KEY, type ReturnPolicy } from './return-policy/return-policy';
import type { ShopFacts } from './storefront.types';

/** What replies say where the shop has not stated a fact: where to look, and no claim. */
export const UNSTATED_FACTS: ShopFacts = {
  name: 'our shop',
  supportEmail: 'the address in your order confirmation',
  openingHours: 'please see our website',
  address: 'please see our website',
  deliveryTime: 'the checkout shows it for your address',
  shippingMethods: [],
  shippingCountries: [],
  paymentMethods: [],
  returnWindowDays: 30,
  returnPostage: 'please ask our team',
  returnExceptions: [],
  refundTime: 'please ask our team',
  warranty: 'please ask our team',
  promotions: [],
  supportHours: 'please see our website',
};

const FACT_NAMES = Object.keys(UNSTATED_FACTS);

/** For so long a change of the facts may stay unnoticed: every turn needs them, and they change once a month. */
const FACTS_KEPT_MS = 1_000;

@Injectable()
export class ShopFactsService {
  private kept?: { facts: ShopFacts; readAt: number };

  constructor(private readonly clock: Clock) {}

  /** The facts for wording a reply, at most `FACTS_KEPT_MS` old. */
  async readRecent(tx: Transaction): Promise<ShopFacts> {
    const now = this.clock.now().getTime();
    if (!this.kept || Math.abs(now - this.kept.readAt) >= FACTS_KEPT_MS) {
      this.kept = { facts: await this.read(tx), readAt: now };
    }
    return this.kept.facts;
  }

  /** The facts as this transaction sees them: what decides about a customer's money is never remembered. */
  async read(tx: Transaction): Promise<ShopFacts> {
    const { facts, policy, isStated } = await this.stated(tx);
    if (!isStated) return facts;
    const { windowDays, postage, rules } = policy;
    return {
      ...facts,
      returnWindowDays: windowDays,
      returnPostage: postage.words[postage.default],
      returnExceptions: rules.flatMap(({ note }) => note ?? []),
    };
  }

  /** The rules for what comes back, as this transaction sees them. */
  async policy(tx: Transaction): Promise<{ policy: ReturnPolicy; isStated: boolean }> {
    return this.stated(tx);
  }

  private async stated(
    tx: Transaction,
  ): Promise<{ facts: ShopFacts; policy: ReturnPolicy; isStated: boolean }> {
    const rows = await tx.select().from(schema.shopFacts);
    const known = rows.filter(({ key }) => FACT_NAMES.includes(key));
    const facts = {
      ...UNSTATED_FACTS,
      ...(Object.fromEntries(known.map(({ key, value }) => [key, value])) as Partial<ShopFacts>),
    };
    const stated = rows.find(({ key }) => key === RETURN_POLICY_KEY)?.value as ReturnPolicy | undefined;
    return { facts, policy: stated ?? policyOfFacts(facts), isStated: stated !== undefined };
  }
}
