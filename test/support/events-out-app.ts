import { Test, type TestingModule } from '@nestjs/testing';
import { sql } from 'drizzle-orm';
import { Clock } from '../../src/common';
import { DATABASE, StorageModule, type Database } from '../../src/storage';
import {
  DeliveryLogService,
  EventsOut,
  StorefrontModule,
  WebhookSubscriptionsService,
  type LoggedDelivery,
  type OutgoingEvent,
  type OutgoingEventType,
} from '../../src/storefront';
import { DeliveryWorkerService } from '../../src/storefront/events-out/delivery-worker.service';
import { EventsCleanerService } from '../../src/storefront/events-out/events-cleaner.service';
import { createTestDatabase, TEST_SERVER, type Engine } from './test-database';

/** What one process of the service sends webhooks with, on a database that several may share. */
export class EventsOutApp {
  private constructor(
    readonly app: TestingModule,
    private readonly databaseUrl: string | undefined,
    private readonly clock: { time: Date },
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(engine: Engine, now = new Date()): Promise<EventsOutApp> {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    return EventsOutApp.open(database?.url, { time: now }, async () => database?.drop());
  }

  private static async open(
    databaseUrl: string | undefined,
    clock: { time: Date },
    drop: () => Promise<void>,
  ): Promise<EventsOutApp> {
    const targets = { privateTargets: ['127.0.0.1'], requireHttps: false };
    const app = await Test.createTestingModule({
      imports: [
        StorageModule.forRoot({ databaseUrl, dataDir: 'memory://' }),
        StorefrontModule.forRoot({ demoShop: true, eventsOut: { targets, pollMs: 0 } }),
      ],
    })
      .overrideProvider(Clock)
      .useValue({ now: () => clock.time })
      .compile();
    app.useLogger(false);
    await app.init();
    return new EventsOutApp(app, databaseUrl, clock, drop);
  }

  /** Another replica on the same PostgreSQL, with the same clock. */
  replica(): Promise<EventsOutApp> {
    return EventsOutApp.open(this.databaseUrl, this.clock, () => Promise.resolve());
  }

  get database(): Database {
    return this.app.get<Database>(DATABASE);
  }

  get worker(): DeliveryWorkerService {
    return this.app.get(DeliveryWorkerService);
  }

  get subscriptions(): WebhookSubscriptionsService {
    return this.app.get(WebhookSubscriptionsService);
  }

  get log(): DeliveryLogService {
    return this.app.get(DeliveryLogService);
  }

  get now(): Date {
    return this.clock.time;
  }

  wait(seconds: number): void {
    this.clock.time = new Date(this.clock.time.getTime() + seconds * 1000);
  }

  /** Time passes, and what has become due is sent. */
  async later(seconds: number): Promise<void> {
    this.wait(seconds);
    await this.worker.deliverDue();
  }

  async subscribe(
    url: string,
    types: OutgoingEventType[] | null = null,
  ): Promise<{ id: string; secret: string }> {
    const created = await this.database.transaction((tx) =>
      this.subscriptions.create(tx, { url, types, description: '', createdBy: 'a test' }),
    );
    if (created === 'too_many') throw new Error('too many subscriptions');
    return created;
  }

  publish(type: OutgoingEventType, of: Partial<OutgoingEvent> = {}): Promise<void> {
    return this.database.transaction((tx) => this.app.get(EventsOut).publish(tx, { type, data: {}, ...of }));
  }

  /** Oldest first. */
  async deliveries(subscriptionId: string): Promise<LoggedDelivery[]> {
    return (await this.log.list(subscriptionId, undefined, 200)).reverse();
  }

  async clean(): Promise<void> {
    await this.app.get(EventsCleanerService).clean();
  }

  async clear(): Promise<void> {
    await this.database.execute(
      sql`truncate webhook_subscriptions, webhook_deliveries, webhook_attempts, outgoing_events`,
    );
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.drop();
  }
}
