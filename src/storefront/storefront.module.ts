import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '../common';
import { ActionHandlersService } from './actions/action-handlers.service';
import { ActionService } from './actions/action.service';
import { CancelOrderService } from './actions/cancel-order.service';
import { ChangeAddressService } from './actions/change-address.service';
import { OrderChangesService } from './actions/order-changes.service';
import { OpenTicketService } from './actions/open-ticket.service';
import { ReturnActionService } from './actions/return-action.service';
import { EventApplier } from './events-in/event-applier.port';
import { DemoStageService } from './demo/demo-stage.service';
import { DeliveriesStore } from './events-out/deliveries.store';
import { DeliveryLogService } from './events-out/delivery-log.service';
import { DeliveryWorkerService } from './events-out/delivery-worker.service';
import { EventsCleanerService } from './events-out/events-cleaner.service';
import { EventsOut } from './events-out/events-out.port';
import { EventsOutService } from './events-out/events-out.service';
import { WebhookClient } from './events-out/webhook.client';
import { WebhookSubscriptionsService } from './events-out/webhook-subscriptions.service';
import { StagePort } from './stage.port';
import { DemoShopSeeder } from './demo/demo-shop-seeder.service';
import { FailedAttemptsService } from './failed-attempts.service';
import { IdentityPort } from './identity.port';
import { IdentityService } from './identity.service';
import { CustomerNoticesService } from './notices/customer-notices.service';
import { OrderLocksService } from './order-locks.service';
import { OrderLookupService } from './order-lookup.service';
import { ProductLookupService } from './product-lookup.service';
import { PushLogService } from './pushes/push-log.service';
import { PushQueue } from './pushes/push-queue';
import { PushWorkerService } from './pushes/push-worker.service';
import { SHOP_SYSTEMS } from './pushes/shop-system';
import { ShopPushesService } from './pushes/shop-pushes.service';
import { CustomerRecordsService } from './records/customer-records.service';
import { OrderRecordsService } from './records/order-records.service';
import { ProductRecordsService } from './records/product-records.service';
import { RecordPartsRepository } from './records/record-parts.repository';
import { RecordsEventApplier } from './records/records-event-applier.service';
import { ShopRecordsService } from './records/shop-records.service';
import { ActionDecisionsService } from './requests/action-decisions.service';
import { ApprovalsService } from './requests/approvals.service';
import { DecisionsOfEventsService } from './requests/decisions-of-events.service';
import { RequestLogService } from './requests/request-log.service';
import { WaitingRequestsService } from './requests/waiting-requests.service';
import { ReturnPoliciesService } from './return-policy/return-policies.service';
import { ShopFactsService } from './shop-facts.service';
import { StorefrontHealthService } from './storefront-health.service';
import { DEFAULT_OPTIONS, STOREFRONT_OPTIONS, type StorefrontOptions } from './storefront.options';
import { StorefrontPort } from './storefront.port';
import { StorefrontService } from './storefront.service';

/**
 * The shop's records and actions. Global: imported once, by the app's module.
 * Needs `DATABASE` from the global StorageModule.
 */
@Module({})
export class StorefrontModule {
  static forRoot(options: Partial<StorefrontOptions> = {}): DynamicModule {
    return {
      module: StorefrontModule,
      global: true,
      providers: [
        { provide: STOREFRONT_OPTIONS, useValue: { ...DEFAULT_OPTIONS, ...options } },
        { provide: Clock, useClass: SystemClock },
        OrderLookupService,
        ProductLookupService,
        ShopFactsService,
        ReturnActionService,
        CancelOrderService,
        ChangeAddressService,
        OpenTicketService,
        OrderChangesService,
        ActionHandlersService,
        ActionService,
        ApprovalsService,
        WaitingRequestsService,
        ActionDecisionsService,
        DecisionsOfEventsService,
        OrderLocksService,
        ShopPushesService,
        PushQueue,
        PushWorkerService,
        PushLogService,
        RequestLogService,
        { provide: SHOP_SYSTEMS, useValue: [] },
        ReturnPoliciesService,
        CustomerNoticesService,
        FailedAttemptsService,
        DemoShopSeeder,
        { provide: StagePort, useClass: DemoStageService },
        StorefrontHealthService,
        RecordPartsRepository,
        CustomerRecordsService,
        OrderRecordsService,
        ProductRecordsService,
        ShopRecordsService,
        { provide: EventApplier, useClass: RecordsEventApplier },
        WebhookClient,
        WebhookSubscriptionsService,
        DeliveriesStore,
        DeliveryLogService,
        DeliveryWorkerService,
        EventsCleanerService,
        { provide: EventsOut, useClass: EventsOutService },
        { provide: StorefrontPort, useClass: StorefrontService },
        { provide: IdentityPort, useClass: IdentityService },
      ],
      exports: [
        EventApplier,
        StorefrontPort,
        IdentityPort,
        StagePort,
        EventsOut,
        WebhookSubscriptionsService,
        DeliveryLogService,
        StorefrontHealthService,
        ReturnPoliciesService,
        ActionDecisionsService,
        RequestLogService,
        PushLogService,
      ],
    };
  }
}
