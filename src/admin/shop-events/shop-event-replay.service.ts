import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../../storage';
import { ShopEventArchive, type ReplayableState, type ShopEventFilter } from '../../storefront';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';

/** Has events of the shop applied once more, and remembers who asked for it. */
@Injectable()
export class ShopEventReplay {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly archive: ShopEventArchive,
    private readonly audit: AuditService,
  ) {}

  async one(actor: Actor, id: number): Promise<'replayed' | 'unknown' | 'not_replayable'> {
    const result = await this.database.transaction(async (tx) => {
      const replayed = await this.archive.replay(tx, id);
      if (replayed === 'replayed')
        await this.audit.record(tx, actor, 'shop_event.replay', `shop_event:${id}`);
      return replayed;
    });
    this.archive.wake();
    return result;
  }

  /** Says how many. */
  async all(actor: Actor, filter: ShopEventFilter<ReplayableState>): Promise<number> {
    const replayed = await this.database.transaction(async (tx) => {
      const count = await this.archive.replayAll(tx, filter);
      if (count > 0) {
        const details = { ...filter, replayed: count };
        await this.audit.record(tx, actor, 'shop_event.replay', 'shop_events', details);
      }
      return count;
    });
    this.archive.wake();
    return replayed;
  }
}
