import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../storage';
import { ShopFactsService, UNSTATED_FACTS } from './shop-facts.service';
import type { ShopFacts } from './storefront.types';

/** Ready when the shop's records can be read; tells which facts the shop has not stated yet. */
@Injectable()
export class StorefrontHealthService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly facts: ShopFactsService,
  ) {}

  async check(): Promise<{ name: string; ready: boolean; detail?: string }> {
    try {
      const facts = await this.db.transaction((tx) => this.facts.read(tx));
      const unstated = Object.keys(UNSTATED_FACTS).filter((key) => isUnstated(facts, key as keyof ShopFacts));
      return {
        name: 'storefront',
        ready: true,
        ...(unstated.length > 0 && { detail: `not stated: ${unstated.join(', ')}` }),
      };
    } catch {
      return { name: 'storefront', ready: false, detail: 'the records cannot be read' };
    }
  }
}

/** What holds although nobody stated it. */
const HAS_DEFAULT: ReadonlySet<keyof ShopFacts> = new Set(['returnWindowDays', 'returnExceptions']);

function isUnstated(facts: ShopFacts, key: keyof ShopFacts): boolean {
  return facts[key] === UNSTATED_FACTS[key] && !HAS_DEFAULT.has(key);
}
