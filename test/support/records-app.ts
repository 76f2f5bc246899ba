import type { Transaction } from '../../src/storage';
import {
  EventApplier,
  type EventOutcome,
  type ShopEventSource,
} from '../../src/storefront/events-in/event-applier.port';
import type { ShopSystem } from '../../src/storefront';
import { eventOf } from './shop-event-fixtures';
import { StorefrontApp } from './storefront-app';
import { createTestDatabase, TEST_SERVER, type Engine } from './test-database';

/** A storefront without records, to which events are told. */
export class RecordsApp {
  private constructor(readonly shop: StorefrontApp) {}

  static async start(engine: Engine, systems: readonly ShopSystem[] = []): Promise<RecordsApp> {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const place = { databaseUrl: database?.url, dataDir: 'memory://' };
    const now = new Date('2026-06-15T12:00:00Z');
    return new RecordsApp(
      await StorefrontApp.startIn(place, now, false, async () => database?.drop(), {}, systems),
    );
  }

  get applier(): EventApplier {
    return this.shop.app.get(EventApplier);
  }

  /** The payload in the fixtures, unless another is given. */
  apply(
    tx: Transaction,
    source: ShopEventSource,
    topic: string,
    payload?: unknown,
    triggeredAt?: Date,
  ): Promise<EventOutcome> {
    return this.applier.apply(tx, eventOf(source, topic, payload, triggeredAt));
  }

  async applyAll(tx: Transaction, source: ShopEventSource, ...topics: string[]): Promise<void> {
    for (const topic of topics) await this.apply(tx, source, topic);
  }
}
