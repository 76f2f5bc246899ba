import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AppError, Clock, retryDelayMs } from '../../common';
import { MetricsService } from '../../observability';
import { DATABASE, type Database, type Transaction } from '../../storage';
import { EventApplier, type EventOutcome } from './event-applier.port';
import { MalformedEventError, UnreadableEventError } from './events-in.errors';
import { ShopEventQueue, type ClaimedEvent, type Failure } from './shop-event-queue';

/** Finds what failed before, and what a crash or another replica left behind. */
const POLL_MS = 2_000;
/** Each holds a connection while it works; most of the pool is for customers. */
const LANES = 4;
/** With these pauses some twenty minutes: what a database or a deploy may take. */
const MOST_ATTEMPTS = 12;

/** Has the events that were received applied: those of one resource in order, of several resources at once. */
@Injectable()
export class EventProcessor
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(EventProcessor.name);
  private readonly lanes = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;
  private wakes = 0;
  private isStopping = false;

  constructor(
    private readonly queue: ShopEventQueue,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MetricsService) private readonly metrics: MetricsService,
    /** Without one, events are received and wait. */
    @Optional() @Inject(EventApplier) private readonly applier?: EventApplier,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.applier) return;
    this.timer = setInterval(() => this.wake(), POLL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.isStopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.idle();
  }

  /** Something may be due; never waits for it. */
  wake(): void {
    this.wakes += 1;
    const { applier } = this;
    if (!applier || this.isStopping || this.lanes.size >= LANES) return;
    const lane = this.work(applier)
      .catch((error: unknown) => this.logger.error({ error }, 'the events of the shop could not be read'))
      .finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  /** Resolves when nothing is being processed. */
  async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  private async work(applier: EventApplier): Promise<void> {
    while (!this.isStopping) {
      const { wakes } = this;
      const isFound = await this.processNext(applier);
      // What was received while this lane found nothing counted on it to look again.
      if (!isFound && wakes === this.wakes) return;
    }
  }

  /** False when nothing is due. */
  private async processNext(applier: EventApplier): Promise<boolean> {
    let claimed: ClaimedEvent | undefined;
    let outcome: EventOutcome | undefined;
    try {
      // One transaction: a kill leaves an event as if nobody had touched it.
      await this.database.transaction(async (tx) => {
        claimed = await this.queue.claim(tx, this.clock.now());
        if (!claimed) return;
        outcome = await apply(applier, tx, claimed);
        await this.queue.finish(tx, claimed.id, outcome, this.clock.now());
      });
    } catch (error) {
      if (!claimed) throw error;
      await this.failed(claimed, error);
      return true;
    }
    if (claimed && outcome) this.metrics.countShopEvent(claimed.source, outcome);
    return claimed !== undefined;
  }

  private async failed(event: ClaimedEvent, error: unknown): Promise<void> {
    const { id, source, topic, attempts } = event;
    const now = this.clock.now();
    const failure = failureOf(error, attempts + 1, now);
    if (!(await this.queue.fail(event, failure, now))) return;
    const isDead = failure.retryAt === null;
    this.metrics.countShopEvent(source, isDead ? 'dead' : 'failed');
    const details = { eventId: id, source, topic, attempt: attempts + 1, error };
    const said = isDead
      ? 'an event of the shop was given up; staff can replay it'
      : 'an event of the shop failed';
    this.logger.warn(details, said);
  }
}

async function apply(applier: EventApplier, tx: Transaction, event: ClaimedEvent): Promise<EventOutcome> {
  const { id, source, topic, payload, receivedAt, triggeredAt } = event;
  if (payload === null) throw new UnreadableEventError();
  if (topic === '') throw new MalformedEventError('type');
  return applier.apply(tx, { id, source, topic, payload, receivedAt, triggeredAt });
}

function failureOf(error: unknown, attempt: number, now: Date): Failure {
  if (error instanceof UnreadableEventError) return { errorCode: error.code, retryAt: null };
  if (error instanceof MalformedEventError) {
    return { errorCode: error.code, errorPath: error.path.slice(0, 300), retryAt: null };
  }
  return {
    errorCode: error instanceof AppError ? error.code : 'EVENT_FAILED',
    retryAt: attempt < MOST_ATTEMPTS ? new Date(now.getTime() + retryDelayMs(attempt)) : null,
  };
}
