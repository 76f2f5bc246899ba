import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AppError, Clock } from '../../common';
import { DATABASE, type Database } from '../../storage';
import { ActionDecisionsService } from '../requests/action-decisions.service';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { PushTimeoutError } from './pushes.errors';
import { PushQueue, type ClaimedPush } from './push-queue';
import { SHOP_SYSTEMS, type PushAnswer, type ShopSystem } from './shop-system';

/** Longer than a push may take: a second replica must not make the same one meanwhile. */
const LEASE_MS = 60_000;
const LONGEST_PUSH_MS = 45_000;
/** Each of another order. */
const LANES = 4;

/** Tells the APIs of the shop's systems what waits for them, at least once and in order per order. */
@Injectable()
export class PushWorkerService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(PushWorkerService.name);
  private readonly lanes = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;
  private isStopping = false;

  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SHOP_SYSTEMS) private readonly systems: readonly ShopSystem[],
    private readonly queue: PushQueue,
    private readonly decisions: ActionDecisionsService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const { pushPollMs } = this.options;
    if (pushPollMs === 0 || this.systems.length === 0) return;
    this.timer = setInterval(() => this.begin(), pushPollMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.isStopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.idle();
  }

  /** Makes the pushes that are due, and those that become due meanwhile; never rejects. */
  async pushDue(): Promise<void> {
    if (this.systems.length > 0) this.begin();
    await this.idle();
  }

  private async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  private begin(): void {
    if (this.isStopping || this.lanes.size >= LANES) return;
    const lane = this.pushAll()
      .catch((error: unknown) => this.logger.error({ error }, 'a push to the shop could not be settled'))
      .finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  private async pushAll(): Promise<void> {
    while (!this.isStopping) {
      const now = this.clock.now();
      const claimed = await this.queue.claim(now, new Date(now.getTime() + LEASE_MS));
      if (!claimed) return;
      // Where there was one there may be more; a lane that finds nothing ends at once.
      this.begin();
      await this.make(claimed);
    }
  }

  private async make(claimed: ClaimedPush): Promise<void> {
    try {
      const system = this.systems.find(({ source }) => source === claimed.source);
      if (!system) return;
      await this.settle(claimed, await withinTime(system.push(claimed.push)));
    } catch (error) {
      const errorCode = error instanceof AppError ? error.code : 'PUSH_FAILED';
      const failed = await this.queue.fail(claimed, errorCode, this.clock.now());
      const { id, source, attempt } = claimed;
      const details = { pushId: id, source, attempt, error };
      if (failed === 'retried') this.logger.warn(details, 'a push to the shop failed');
      if (failed === 'dead')
        this.logger.error(details, 'a push to the shop was given up; staff can replay it');
    }
  }

  /** What the system answered, and what follows from it, are kept together. */
  private async settle(claimed: ClaimedPush, answer: PushAnswer): Promise<void> {
    const { actionKey, source, push } = claimed;
    const by = { name: `push:${source}`, source };
    await this.database.transaction(async (tx) => {
      if (answer.state === 'done' || answer.state === 'refused') {
        const [decision, details] =
          answer.state === 'done'
            ? (['ok', push.returnNumber === undefined ? {} : { returnNumber: push.returnNumber }] as const)
            : (['refused', { reason: answer.reason }] as const);
        const { kind } = await this.decisions.decide(tx, actionKey, decision, details, by);
        if (kind === 'conflict')
          this.logger.warn(
            { pushId: claimed.id, source, decision },
            'a push came to what was decided otherwise',
          );
      }
      await this.queue.finish(tx, claimed, answer, this.clock.now());
    });
  }
}

async function withinTime(answer: Promise<PushAnswer>): Promise<PushAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PushTimeoutError()), LONGEST_PUSH_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
