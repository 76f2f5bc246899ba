import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, Clock, retryDelayMs } from '../../common';
import { MetricsService } from '../../observability';
import { DATABASE, type Database, type Transaction } from '../../storage';
import { EventApplier, type EventOutcome, type EventResult, type ShopEvent } from './event-applier.port';
import { MalformedEventError, UnreadableEventError } from './events-in.errors';
import { ShopEventQueue, type ClaimedEvent, type Failure } from './shop-event-queue';

/** Finds what failed before, and what a crash or another replica left behind. */
const POLL_MS = 2_000;
/** A second goes on where one waits for a customer who is changing the same order. */
const LANES = 2;
/** In one transaction; while it lasts, a chat that changes one of their orders waits. */
const MOST_AT_ONCE = 32;
/**
 * With more than that waiting, a lane rests this many times as long as it worked: customers who chat meanwhile come
 * first. On two cores that hold the database, too, a message beside 1,000 events a second then takes less than twice
 * its time, and the backlog still goes down by some 400 a second.
 */
const REST_PER_WORK = 3;
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
  private readonly stopping = new AbortController();

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
    this.stopping.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.idle();
  }

  /** Something may be due; never waits for it. */
  wake(): void {
    this.wakes += 1;
    const { applier } = this;
    if (!applier || this.stopping.signal.aborted || this.lanes.size >= LANES) return;
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
    while (!this.stopping.signal.aborted) {
      const { wakes } = this;
      const startedAt = performance.now();
      const found = await this.process(applier, MOST_AT_ONCE);
      if (found === MOST_AT_ONCE) await this.rest((performance.now() - startedAt) * REST_PER_WORK);
      // What was received while this lane found nothing counted on it to look again.
      if (found === 0 && wakes === this.wakes) return;
    }
  }

  /** Ends at once when the service stops. */
  private async rest(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Gives how many events were due, up to `most`. */
  private async process(applier: EventApplier, most: number): Promise<number> {
    let claimed: ClaimedEvent[] = [];
    let results: EventResult[] = [];
    try {
      // One transaction: a kill leaves the events as if nobody had touched them.
      await this.database.transaction(async (tx) => {
        claimed = await this.queue.claim(tx, this.clock.now(), most);
        if (claimed.length === 0) return;
        results = await apply(applier, tx, claimed);
        await this.queue.finish(tx, doneOf(claimed, results), this.clock.now());
      });
    } catch (error) {
      const [first] = claimed;
      if (!first) throw error;
      if (claimed.length === 1) await this.failed(first, error);
      else await this.processEach(applier, claimed.length);
      return claimed.length;
    }
    for (const [index, event] of claimed.entries()) {
      const result = results[index];
      if (typeof result === 'string') this.metrics.countShopEvent(event.source, result);
      else await this.failed(event, result);
    }
    return claimed.length;
  }

  /** One that fails must not hold up those that were to be applied with it. */
  private async processEach(applier: EventApplier, count: number): Promise<void> {
    for (let left = count; left > 0 && !this.stopping.signal.aborted; left -= 1)
      await this.process(applier, 1);
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

async function apply(
  applier: EventApplier,
  tx: Transaction,
  events: readonly ClaimedEvent[],
): Promise<EventResult[]> {
  const faults = events.map(faultOf);
  const readable = events
    .filter((_, index) => !faults[index])
    .map(({ id, source, topic, payload, receivedAt, triggeredAt }): ShopEvent => ({
      id,
      source,
      topic,
      payload,
      receivedAt,
      triggeredAt,
    }));
  const results = await applier.applyAll(tx, readable);
  return faults.map((fault) => fault ?? results.shift() ?? new UnreadableEventError());
}

/** What can be told without reading it. */
function faultOf({ payload, topic }: ClaimedEvent): AppError | undefined {
  if (payload === null) return new UnreadableEventError();
  return topic === '' ? new MalformedEventError('type') : undefined;
}

function doneOf(
  events: readonly ClaimedEvent[],
  results: readonly EventResult[],
): { id: number; outcome: EventOutcome }[] {
  return events.flatMap(({ id }, index) => {
    const outcome = results[index];
    return typeof outcome === 'string' ? [{ id, outcome }] : [];
  });
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
