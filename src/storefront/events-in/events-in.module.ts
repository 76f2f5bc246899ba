import { Inject, Module, type DynamicModule, type OnModuleInit, type Type } from '@nestjs/common';
import { Clock } from '../../common';
import { MetricsService } from '../../observability';
import { EventApplier } from './event-applier.port';
import { EventProcessor } from './event-processor.service';
import { EventRetentionService } from './event-retention.service';
import { ShopEventArchive } from './shop-event-archive';
import { ShopEventInbox } from './shop-event-inbox';
import { ShopEventQueue } from './shop-event-queue';
import { WebhookReceiptService } from './webhook-receipt.service';
import { WebhooksController } from './webhooks.controller';

/**
 * Webhooks of the shop's systems. Global: imported once, by the app's module. Needs configuration, a `Clock`,
 * `MetricsService` and `DATABASE`, all global.
 */
@Module({})
export class EventsInModule implements OnModuleInit {
  constructor(
    @Inject(MetricsService) private readonly metrics: MetricsService,
    private readonly queue: ShopEventQueue,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @param applier in place of the StorefrontModule's; where there is neither, events are stored and wait */
  static forRoot(applier?: Type<EventApplier>): DynamicModule {
    return {
      module: EventsInModule,
      global: true,
      controllers: [WebhooksController],
      providers: [
        ...(applier ? [{ provide: EventApplier, useClass: applier }] : []),
        ShopEventInbox,
        ShopEventQueue,
        ShopEventArchive,
        EventProcessor,
        EventRetentionService,
        WebhookReceiptService,
      ],
      exports: [ShopEventArchive],
    };
  }

  onModuleInit(): void {
    this.metrics.watch('storedesk_shop_events_waiting', 'Events of the shop that wait to be applied', () =>
      // Everything else can be told also while the database cannot be asked.
      this.queue.countWaiting().catch(() => Number.NaN),
    );
    const help = 'Seconds that the event waits which is due for longest';
    this.metrics.watch('storedesk_shop_events_oldest_waiting_seconds', help, () =>
      this.queue.oldestWaitingS(this.clock.now()).catch(() => Number.NaN),
    );
  }
}
