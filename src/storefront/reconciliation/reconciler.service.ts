import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { MetricsService } from '../../observability';
import { ShopApiError } from '../shop-api/shop-api.errors';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { PullService } from './pull.service';
import { SHOP_PULLERS, type ShopPuller } from './shop-puller';

/** Soon after the start: a service that was down has missed events. */
const FIRST_AFTER_MS = 30_000;

/** Now and then reads what has changed in the shop's systems, for what no event told of. */
@Injectable()
export class ReconcilerService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(ReconcilerService.name);
  private readonly stopping = new AbortController();
  private first?: NodeJS.Timeout;
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    @Inject(SHOP_PULLERS) private readonly pullers: readonly ShopPuller[],
    private readonly pulls: PullService,
    /** Commands have none. */
    @Optional() @Inject(MetricsService) private readonly metrics?: MetricsService,
  ) {}

  onApplicationBootstrap(): void {
    const { reconcileMinutes } = this.options;
    if (reconcileMinutes === 0 || this.pullers.length === 0) return;
    this.first = setTimeout(() => void this.reconcile(), FIRST_AFTER_MS).unref();
    this.timer = setInterval(() => void this.reconcile(), reconcileMinutes * 60_000).unref();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.first);
    clearInterval(this.timer);
    this.stopping.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  /** Never rejects: the service goes on without its shop's systems. */
  reconcile(): Promise<void> {
    this.running ??= this.reconcileAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async reconcileAll(): Promise<void> {
    for (const puller of this.pullers) {
      if (this.stopping.signal.aborted) return;
      await this.reconcileOne(puller);
    }
  }

  private async reconcileOne(puller: ShopPuller): Promise<void> {
    const { source } = puller;
    try {
      const { outcome, lists } = await this.pulls.pull(
        puller,
        { kind: 'changes' },
        undefined,
        this.stopping.signal,
      );
      const read = lists.reduce((sum, list) => sum + list.read, 0);
      this.metrics?.countPull(source, outcome, read);
      if (outcome !== 'busy') this.logger.log({ source, outcome, lists }, 'the records were reconciled');
    } catch (error) {
      this.metrics?.countPull(source, 'failed', 0);
      const code = error instanceof ShopApiError ? error.code : 'PULL_FAILED';
      this.logger.warn(
        { source, code, error },
        'the shop could not be read; the next time goes on from there',
      );
    }
  }
}
