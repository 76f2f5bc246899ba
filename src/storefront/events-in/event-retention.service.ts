import { Inject, Injectable } from '@nestjs/common';
import { Clock, RepeatedWork } from '../../common';
import { ShopEventQueue } from './shop-event-queue';

const LOOK_EVERY_MS = 10 * 60_000;
/** Long enough to look into what went wrong; an event has a customer's name and address in it. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
/** In one statement, so that it never holds much for long. */
const BATCH = 500;

/** Deletes events that were done with long ago. Replicas share the work. */
@Injectable()
export class EventRetentionService extends RepeatedWork {
  constructor(
    private readonly queue: ShopEventQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super({ everyMs: LOOK_EVERY_MS }, 'old events of the shop could not be deleted');
  }

  /** Never rejects; a round that still runs is joined. */
  deleteOld(): Promise<void> {
    return this.runRound();
  }

  protected override async round(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    while (!this.isStopping && (await this.queue.deleteDone(before, BATCH)) === BATCH);
  }
}
