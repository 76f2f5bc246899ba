import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Clock } from '../../common';
import type { Transaction } from '../../storage';
import { publishing } from './publish-statement';
import type { OutgoingEvent } from './outgoing-event';
import { EventsOut } from './events-out.port';

@Injectable()
export class EventsOutService extends EventsOut {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async publish(tx: Transaction, event: OutgoingEvent): Promise<void> {
    await tx.execute(sql`with ${publishing(event, this.clock.now())} select 1`);
  }
}
