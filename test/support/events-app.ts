import { createHmac, randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { sql } from 'drizzle-orm';
import { ShopEventsModule } from '../../src/admin/shop-events/shop-events.module';
import { prepareHttp } from '../../src/channels';
import { Clock, CommonModule } from '../../src/common';
import { ConfigModule, loadConfig } from '../../src/config';
import { createLog, ObservabilityModule } from '../../src/observability';
import {
  DATABASE,
  lockName,
  schema,
  StorageModule,
  type Database,
  type Transaction,
} from '../../src/storage';
import {
  EventApplier,
  EventsInModule,
  type EventOutcome,
  type EventResult,
  type ShopEvent,
} from '../../src/storefront';
import { EventProcessor } from '../../src/storefront/events-in/event-processor.service';
import type { Answer } from './channels-app';
import { StaffClient } from './staff-client';
import { createTestDatabase, TEST_SERVER, type Engine } from './test-database';

export const SECRETS = {
  SHOPIFY_WEBHOOK_SECRET: 'the secret of the app at Shopify',
  WOOCOMMERCE_WEBHOOK_SECRET: 'the secret of the webhook at WooCommerce',
  STANDARD_WEBHOOK_SECRET: `whsec_${Buffer.from('the secret of the other shop').toString('base64')}`,
};

/** Writes each event into a table, as the records would be; does more where a test says so. */
export class TableApplier extends EventApplier {
  /** Happens in the transaction, after the row is written. */
  static then: (tx: Transaction, event: ShopEvent) => Promise<EventOutcome | void> = () => Promise.resolve();

  async applyAll(tx: Transaction, events: readonly ShopEvent[]): Promise<EventResult[]> {
    const results: EventResult[] = [];
    for (const event of events) results.push(await this.apply(tx, event));
    return results;
  }

  override async apply(tx: Transaction, event: ShopEvent): Promise<EventOutcome> {
    await tx.execute(sql`insert into applied_events (event_id, payload)
      values (${event.id}, ${JSON.stringify(event.payload)}::jsonb)`);
    return (await TableApplier.then(tx, event)) ?? 'applied';
  }
}

export type StoredEvent = typeof schema.shopEvents.$inferSelect;

/** Webhooks, their processing and what staff see of it, on loopback, with a clock that tests can move. */
export class EventsApp {
  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
    /** The log's lines. */
    readonly log: string[],
    private readonly offset: { ms: number },
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(
    engine: Engine,
    environment: Record<string, string> = SECRETS,
    applier: typeof TableApplier | null = TableApplier,
  ): Promise<EventsApp> {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    return EventsApp.startIn(database?.url, environment, applier, async () => database?.drop());
  }

  /** Another replica, in a database that the caller made and drops. */
  static async startIn(
    databaseUrl: string | undefined,
    environment: Record<string, string> = SECRETS,
    applier: typeof TableApplier | null = TableApplier,
    drop: () => Promise<void> = () => Promise.resolve(),
  ): Promise<EventsApp> {
    const offset = { ms: 0 };
    const log: string[] = [];
    const config = loadConfig({ NODE_ENV: 'test', ADMIN_API_KEY: 'operator', ...environment });
    const module = await Test.createTestingModule({
      imports: [
        CommonModule,
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(createLog('trace', { write: (line: string) => log.push(line) })),
        StorageModule.forRoot({ databaseUrl, dataDir: 'memory://' }),
        EventsInModule.forRoot(applier ?? undefined),
        ShopEventsModule,
      ],
    })
      .overrideProvider(Clock)
      .useValue({ now: () => new Date(Date.now() + offset.ms) })
      .compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
    await app.get<Database>(DATABASE).transaction(async (tx) => {
      // Several replicas start at once, and `if not exists` alone does not tell them apart.
      await lockName(tx, 'applied_events');
      await tx.execute(
        sql`create table if not exists applied_events (id serial, event_id bigint, payload jsonb)`,
      );
    });
    prepareHttp(app);
    await app.listen(0, '127.0.0.1');
    return new EventsApp(app, await app.getUrl(), log, offset, drop);
  }

  get database(): Database {
    return this.app.get<Database>(DATABASE);
  }

  get processor(): EventProcessor {
    return this.app.get(EventProcessor);
  }

  /** With the operator's key. */
  get operator(): StaffClient {
    return new StaffClient(this.url, { Authorization: 'Bearer operator' });
  }

  get now(): Date {
    return new Date(Date.now() + this.offset.ms);
  }

  /** Moves the clock, and has everything processed that is due then. */
  async later(ms: number): Promise<void> {
    this.offset.ms += ms;
    this.processor.wake();
    await this.processor.idle();
  }

  async post(path: string, body: string | Buffer, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { method: 'POST', body, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  }

  /** Sends an event of Shopify, signed, and says its answer. */
  shopify(topic: string, payload: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return this.post('/webhooks/shopify', body, { ...shopifyHeaders(body, topic), ...headers });
  }

  events(): Promise<StoredEvent[]> {
    return this.database.select().from(schema.shopEvents).orderBy(schema.shopEvents.id);
  }

  /** The payloads, in the order in which they were applied. */
  async applied(): Promise<Record<string, unknown>[]> {
    const { rows } = await this.database.execute<{ payload: Record<string, unknown> }>(
      sql`select payload from applied_events order by id`,
    );
    return rows.map(({ payload }) => payload);
  }

  /** As if nothing had ever been sent. */
  async empty(): Promise<void> {
    TableApplier.then = () => Promise.resolve();
    await this.processor.idle();
    await this.database.execute(sql`truncate shop_events, applied_events, audit`);
    this.log.splice(0);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.drop();
  }
}

/** As Shopify documents them. */
export function shopifyHeaders(
  body: string | Buffer,
  topic = 'orders/updated',
  secret = SECRETS.SHOPIFY_WEBHOOK_SECRET,
): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': 'juniper-and-oak.myshopify.com',
    'X-Shopify-API-Version': '2025-10',
    'X-Shopify-Webhook-Id': randomUUID(),
    'X-Shopify-Event-Id': randomUUID(),
    'X-Shopify-Triggered-At': '2026-03-02T09:00:00.123456789Z',
  };
}
