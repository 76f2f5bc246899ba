import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, lockName, schema, type Database, type Transaction } from '../../storage';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { moveDemoDates } from './demo-dates';
import { insertDemoShop } from './insert-demo-shop';

/** Marks the demo shop; its value is the start that its dates are relative to. */
const MARK = 'isDemo';

/** Fills an empty shop with the demo shop, and at a later start moves its dates, so that "5 days ago" stays true. */
@Injectable()
export class DemoShopSeeder implements OnModuleInit {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.options.demoShop) return;
    await this.db.transaction(async (tx) => {
      // Replicas that start together seed once.
      await lockName(tx, 'demo shop');
      const now = this.clock.now();
      const since = await this.demoSince(tx);
      if (since) {
        await moveDemoDates(tx, since, now);
        await tx
          .update(schema.shopFacts)
          .set({ value: mark(now) })
          .where(eq(schema.shopFacts.key, MARK));
      } else if (await this.isEmpty(tx)) {
        await insertDemoShop(tx, now);
        await tx.insert(schema.shopFacts).values({ key: MARK, value: mark(now) });
      }
    });
  }

  private async demoSince(tx: Transaction): Promise<Date | undefined> {
    const [row] = await tx.select().from(schema.shopFacts).where(eq(schema.shopFacts.key, MARK));
    return row && new Date((row.value as ReturnType<typeof mark>).since);
  }

  private async isEmpty(tx: Transaction): Promise<boolean> {
    const records = [schema.orders, schema.products, schema.customers, schema.shopFacts];
    for (const table of records) {
      if ((await tx.$count(table)) > 0) return false;
    }
    return true;
  }
}

function mark(since: Date): { since: string } {
  return { since: since.toISOString() };
}
