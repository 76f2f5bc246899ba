import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Clock } from '../../common';
import type { Transaction } from '../../storage';
import { publishing } from './publish-statement';
import type { ShopEvent } from './shop-event';
import { ShopEventsOut } from './shop-events-out.port';

@Injectable()
export class ShopEventsOutService extends ShopEventsOut {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async publish(tx: Transaction, event: ShopEvent): Promise<void> {
    await tx.execute(sql`with ${publishing(event, this.clock.now())} select 1`);
  }
}
