import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '../common';
import { ActionHandlersService } from './actions/action-handlers.service';
import { ActionService } from './actions/action.service';
import { CancelOrderService } from './actions/cancel-order.service';
import { ChangeAddressService } from './actions/change-address.service';
import { OrderChangesService } from './actions/order-changes.service';
import { OpenTicketService } from './actions/open-ticket.service';
import { ReturnActionService } from './actions/return-action.service';
import { CodeKeys } from './codes/code-keys';
import { MailedCodesService } from './codes/mailed-codes.service';
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
import { CsvImportService } from './imports/csv/csv-import.service';
import { ImportCursorsStore } from './imports/import-cursors.store';
import { RecordsImporter } from './imports/records-importer.service';
import { FailedAttemptsService } from './failed-attempts.service';
import { IdentityPort } from './identity.port';
import { IdentityService } from './identity.service';
import { MailSeal } from './mails/mail-seal';
import { MailWorkerService } from './mails/mail-worker.service';
import { MailsStore } from './mails/mails.store';
import { SmtpClient } from './mails/smtp.client';
import { CustomerNoticesService } from './notices/customer-notices.service';
import { LateOrdersService } from './notices/late-orders.service';
import { NoticeQueueService } from './notices/notice-queue.service';
import { OrderLocksService } from './order-locks.service';
import { OrderLookupService } from './order-lookup.service';
import { ProductLookupService } from './product-lookup.service';
import { PushLogService } from './pushes/push-log.service';
import { PushQueue } from './pushes/push-queue';
import { PushWorkerService } from './pushes/push-worker.service';
import { SHOP_SYSTEMS } from './pushes/shop-system';
import { ShopPushesService } from './pushes/shop-pushes.service';
import { CustomerRecordsService } from './records/customer-records.service';
import { OrderNewsService } from './records/order-news.service';
import { OrderRecordsService } from './records/order-records.service';
import { ProductRecordsService } from './records/product-records.service';
import { RecordPartsRepository } from './records/record-parts.repository';
import { PullLease } from './reconciliation/pull-lease';
import { PullService } from './reconciliation/pull.service';
import { ReconcilerService } from './reconciliation/reconciler.service';
import { SHOP_PULLERS } from './reconciliation/shop-puller';
import { connectSystems, SHOP_APIS, type ShopApis } from './shop-api/connect-systems';
import { RecordsEventApplier } from './records/records-event-applier.service';
import { RedactionService } from './records/redaction.service';
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
        ReturnPoliciesService,
        CustomerNoticesService,
        NoticeQueueService,
        LateOrdersService,
        FailedAttemptsService,
        CodeKeys,
        MailedCodesService,
        MailSeal,
        MailsStore,
        SmtpClient,
        MailWorkerService,
        DemoShopSeeder,
        { provide: StagePort, useClass: DemoStageService },
        StorefrontHealthService,
        RecordPartsRepository,
        CustomerRecordsService,
        OrderNewsService,
        OrderRecordsService,
        ProductRecordsService,
        RedactionService,
        ShopRecordsService,
        { provide: EventApplier, useClass: RecordsEventApplier },
        ImportCursorsStore,
        RecordsImporter,
        CsvImportService,
        PullLease,
        PullService,
        ReconcilerService,
        { provide: SHOP_APIS, useFactory: connectSystems, inject: [STOREFRONT_OPTIONS] },
        { provide: SHOP_PULLERS, useFactory: ({ pullers }: ShopApis) => pullers, inject: [SHOP_APIS] },
        { provide: SHOP_SYSTEMS, useFactory: ({ systems }: ShopApis) => systems, inject: [SHOP_APIS] },
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
        CsvImportService,
        PullService,
        ReconcilerService,
        SHOP_PULLERS,
        StorefrontPort,
        IdentityPort,
        StagePort,
        EventsOut,
        NoticeQueueService,
        LateOrdersService,
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
