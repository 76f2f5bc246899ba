import { Inject, Injectable, Optional } from '@nestjs/common';
import { RepeatedWork } from '../../common';
import { MetricsService } from '../../observability';
import { ShopApiError } from '../shop-api/shop-api.errors';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { PullService } from './pull.service';
import { SHOP_PULLERS, type ShopPuller } from './shop-puller';

/** Soon after the start: a service that was down has missed events. */
const FIRST_AFTER_MS = 30_000;

/** Now and then reads what has changed in the shop's systems, for what no event told of. */
@Injectable()
export class ReconcilerService extends RepeatedWork {
  constructor(
    @Inject(STOREFRONT_OPTIONS) { reconcileMinutes }: StorefrontOptions,
    @Inject(SHOP_PULLERS) private readonly pullers: readonly ShopPuller[],
    private readonly pulls: PullService,
    /** Commands have none. */
    @Optional() @Inject(MetricsService) private readonly metrics?: MetricsService,
  ) {
    const isWanted = reconcileMinutes > 0 && pullers.length > 0;
    const repetition = { everyMs: reconcileMinutes * 60_000, firstAfterMs: FIRST_AFTER_MS };
    super(isWanted ? repetition : {}, 'the records could not be reconciled');
  }

  /** Never rejects: the service goes on without its shop's systems. */
  reconcile(): Promise<void> {
    return this.runRound();
  }

  protected override async round(): Promise<void> {
    for (const puller of this.pullers) if (!this.isStopping) await this.reconcileOne(puller);
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
