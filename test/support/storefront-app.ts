import { Test, type TestingModule } from '@nestjs/testing';
import { TransactionRollbackError } from 'drizzle-orm';
import { Clock, type ActionType } from '../../src/common';
import { DATABASE, StorageModule, type Database, type Transaction } from '../../src/storage';
import {
  DEFAULT_OPTIONS,
  SHOP_SYSTEMS,
  STOREFRONT_OPTIONS,
  StorefrontModule,
  StorefrontPort,
  type ActionRequest,
  type ActionResult,
  type Order,
  type ShopSystem,
  type StorefrontOptions,
} from '../../src/storefront';
import { createTestDatabase, TEST_SERVER, type Engine } from './test-database';

interface Place {
  databaseUrl: string | undefined;
  dataDir: string;
}

/** The storefront alone, with the demo shop, a clock that stands until it is set, and a database of its own. */
export class StorefrontApp {
  /** What may be changed between tests. */
  readonly options: StorefrontOptions;
  private requests = 0;

  private constructor(
    readonly app: TestingModule,
    private readonly clock: { time: Date },
    private readonly drop: () => Promise<void>,
  ) {
    this.options = app.get<StorefrontOptions>(STOREFRONT_OPTIONS);
  }

  static async start(
    engine: Engine,
    now: Date,
    options: Partial<StorefrontOptions> = {},
  ): Promise<StorefrontApp> {
    const database =
      engine === 'PostgreSQL' && TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const place = { databaseUrl: database?.url, dataDir: 'memory://' };
    return StorefrontApp.startIn(place, now, true, async () => database?.drop(), options);
  }

  /** In a database that the caller made and drops. */
  static async startIn(
    place: Place,
    now: Date,
    demoShop = true,
    drop: () => Promise<void> = () => Promise.resolve(),
    options: Partial<StorefrontOptions> = {},
    systems: readonly ShopSystem[] = [],
  ): Promise<StorefrontApp> {
    const clock = { time: now };
    const app = await Test.createTestingModule({
      imports: [StorageModule.forRoot(place), StorefrontModule.forRoot()],
    })
      .overrideProvider(STOREFRONT_OPTIONS)
      .useValue({ ...DEFAULT_OPTIONS, demoShop, pushPollMs: 0, ...options })
      .overrideProvider(SHOP_SYSTEMS)
      .useValue(systems)
      .overrideProvider(Clock)
      .useValue({ now: () => clock.time })
      .compile();
    await app.init();
    return new StorefrontApp(app, clock, drop);
  }

  get database(): Database {
    return this.app.get<Database>(DATABASE);
  }

  get storefront(): StorefrontPort {
    return this.app.get(StorefrontPort);
  }

  get now(): Date {
    return this.clock.time;
  }

  set now(time: Date) {
    this.clock.time = time;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.drop();
  }

  /** Works in a transaction that leaves nothing behind. */
  async within(work: (tx: Transaction) => Promise<void>): Promise<void> {
    const rolledBack = this.database.transaction(async (tx) => {
      await work(tx);
      tx.rollback();
    });
    await rolledBack.catch((error: unknown) => {
      if (!(error instanceof TransactionRollbackError)) throw error;
    });
  }

  async order(tx: Transaction, number: string): Promise<Order> {
    const order = await this.storefront.findOrder(tx, number);
    if (!order) throw new Error(`no order ${number}`);
    return order;
  }

  /** Each with an idempotency key of its own. */
  async request(
    tx: Transaction,
    type: ActionType,
    number: string | undefined,
    more: Partial<ActionRequest> = {},
  ): Promise<ActionRequest> {
    const order = number ? await this.order(tx, number) : undefined;
    this.requests += 1;
    return {
      type,
      conversationId: 'conversation-1',
      idempotencyKey: `key-${this.requests}`,
      order,
      orderLine: order?.lines[0],
      subject: 'a_template',
      message: 'my own words',
      urgent: false,
      ...more,
    };
  }

  async perform(
    tx: Transaction,
    type: ActionType,
    number?: string,
    more?: Partial<ActionRequest>,
  ): Promise<ActionResult> {
    return this.storefront.perform(tx, await this.request(tx, type, number, more));
  }
}
