import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from '../../common';
import { ShopEventQueue } from './shop-event-queue';

const LOOK_EVERY_MS = 10 * 60_000;
/** Long enough to look into what went wrong; an event has a customer's name and address in it. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
/** In one statement, so that it never holds much for long. */
const BATCH = 500;

/** Deletes events that were done with long ago. Replicas share the work. */
@Injectable()
export class EventRetentionService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(EventRetentionService.name);
  private timer?: NodeJS.Timeout;
  private deleting?: Promise<void>;
  private isStopping = false;

  constructor(
    private readonly queue: ShopEventQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.deleteOld(), LOOK_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.isStopping = true;
    await this.deleting;
  }

  /** Never rejects; a round that still runs is joined. */
  deleteOld(): Promise<void> {
    this.deleting ??= this.deleteBatches()
      .catch((error: unknown) => this.logger.warn({ error }, 'old events of the shop could not be deleted'))
      .finally(() => (this.deleting = undefined));
    return this.deleting;
  }

  private async deleteBatches(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    while (!this.isStopping && (await this.queue.deleteDone(before, BATCH)) === BATCH);
  }
}
