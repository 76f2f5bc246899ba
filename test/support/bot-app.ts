import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { sql } from 'drizzle-orm';
import { AppModule } from '../../src/app.module';
import { prepareHttp } from '../../src/channels';
import { Clock, CommonModule } from '../../src/common';
import { loadConfig, StoredeskConfig } from '../../src/config';
import { createLog } from '../../src/observability';
import { DATABASE, type Database } from '../../src/storage';
import { DemoShopSeeder } from '../../src/storefront/demo/demo-shop-seeder.service';
import { createTestDatabase, TEST_SERVER } from './test-database';

export const CUSTOMER_TOKEN_SECRET = 'a secret for customer tokens in tests';

/** A whole service: shipped model, shipped templates, demo shop, a database of its own. */
export class BotApp {
  private constructor(
    readonly app: NestExpressApplication,
    private readonly dispose: () => Promise<void>,
  ) {}

  /** On PostgreSQL when `TEST_DATABASE_URL` names a server, else on an embedded database in memory. */
  static async start(environment: Record<string, string> = {}): Promise<BotApp> {
    const directory = mkdtempSync(join(tmpdir(), 'storedesk-test-'));
    const database = TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const loaded = loadConfig({
      NODE_ENV: 'test',
      ADMIN_API_KEY: 'admin',
      CUSTOMER_TOKEN_SECRET,
      DATA_DIR: directory,
      DEMO_SHOP: 'true',
      RATE_LIMIT_PER_MINUTE: '0',
      NLU_PROCESSES: '1',
      ...(database ? { DATABASE_URL: database.url } : {}),
      ...environment,
    });
    const config = database ? loaded : { ...loaded, storage: { ...loaded.storage, dataDir: 'memory://' } };
    const app = await NestFactory.create<NestExpressApplication>(
      AppModule.forRoot(config, createLog('error')),
      { bodyParser: false, logger: ['error', 'fatal'], abortOnError: false },
    );
    prepareHttp(app);
    await app.listen(0, '127.0.0.1');
    return new BotApp(app, async () => {
      await app.close();
      await database?.drop();
      rmSync(directory, { recursive: true, force: true });
    });
  }

  url(): Promise<string> {
    return this.app.getUrl();
  }

  get database(): Database {
    return this.app.get<Database>(DATABASE, { strict: false });
  }

  /** Of the database that it works on, where that is PostgreSQL: for another replica. */
  get databaseUrl(): string | undefined {
    return this.app.get(StoredeskConfig, { strict: false }).storage.databaseUrl;
  }

  /** Sets the clock of all but the shop's records so far ahead, or back to the real time. */
  advanceClock(ms: number): void {
    const clock = this.app.select(CommonModule).get(Clock, { strict: true });
    Object.assign(clock, { now: () => new Date(Date.now() + ms) });
  }

  /** A fresh demo shop and no conversations; templates stay. */
  async resetShop(): Promise<void> {
    await this.database
      .execute(sql`truncate conversations, turns, transcript, outbox, identity_attempts, identity_codes, mails, actions, returns,
      tickets, refunds, customer_notices, order_lines, orders, products, customers, shop_facts, shop_parts restart identity cascade`);
    await this.app.get(DemoShopSeeder, { strict: false }).onModuleInit();
  }

  stop(): Promise<void> {
    return this.dispose();
  }
}
