import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, schema, type Database } from '../../storage';

const { shopEvents } = schema;

type NewShopEvent = typeof shopEvents.$inferInsert;

/** Where events are put when they are received. */
@Injectable()
export class ShopEventInbox {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Resolves when the event is stored for good; to false if it was before. */
  async add(event: NewShopEvent): Promise<boolean> {
    const rows = await this.database
      .insert(shopEvents)
      .values(event)
      .onConflictDoNothing({ target: [shopEvents.source, shopEvents.deliveryKey] })
      .returning({ id: shopEvents.id });
    return rows.length > 0;
  }
}
