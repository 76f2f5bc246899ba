import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { AdminModule } from './admin';
import { ChannelsModule } from './channels';
import { CommonModule } from './common';
import { ConfigModule, type StoredeskConfig } from './config';
import { DialogModule } from './dialog';
import { NluModule, NluService } from './nlu';
import { createLog, HealthService, MetricsService, ObservabilityModule } from './observability';
import { StorageHealthService, StorageModule } from './storage';
import {
  DEFAULT_OPTIONS,
  EventsInModule,
  StorefrontHealthService,
  StorefrontModule,
  systemsIn,
  type MailOptions,
} from './storefront';
import { CatalogueService, TemplatesModule } from './templates';

/** Wires the folders; the order of imports is the order in which they start. */
@Module({})
export class AppModule implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly storage: StorageHealthService,
    private readonly nlu: NluService,
    private readonly storefront: StorefrontHealthService,
    private readonly catalogue: CatalogueService,
  ) {}

  static forRoot(config: StoredeskConfig, log = createLog(config.log.level)): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CommonModule,
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(log),
        StorageModule.forRoot(config.storage),
        NluModule.forRoot(config.nlu),
        TemplatesModule.forRoot({
          defaultLocale: config.language.defaultLocale,
          timeZone: config.shop.timeZone,
        }),
        StorefrontModule.forRoot({
          demoShop: config.demoShop.isEnabled,
          currency: config.shop.currency,
          guestProof: config.identity.proof,
          codes: { ...DEFAULT_OPTIONS.codes, secrets: config.identity.codeSecrets },
          mail: mailOptions(config),
          actionsNeedApproval: config.shop.actionsNeedApproval,
          eventsOut: {
            targets: {
              privateTargets: config.eventsOut.privateTargets,
              requireHttps: config.server.isProduction,
            },
            pollMs: 1_000,
          },
          reconcileMinutes: config.shopSystems.reconcileMinutes,
          systems: systemsIn(config),
        }),
        EventsInModule.forRoot(),
        DialogModule.forRoot({
          idleMs: config.eventsOut.conversationIdleMinutes * 60_000,
          notices: {
            quietHours: config.shop.quietHours,
            timeZone: config.shop.timeZone,
            pollMs: 1_000,
          },
        }),
        ChannelsModule.forRoot(config),
        AdminModule,
      ],
    };
  }

  onModuleInit(): void {
    this.health.register('storage', this.storage);
    this.health.register('nlu', this.nlu);
    this.health.register('storefront', this.storefront);
    this.health.register('templates', this.catalogue);
    this.metrics.watch(
      'storedesk_nlu_queue_length',
      'Messages waiting for the model',
      () => this.nlu.status().queueLength,
    );
    this.metrics.watch(
      'storedesk_nlu_session_runs',
      'Forward passes since the start',
      () => this.nlu.status().sessionRuns,
    );
  }
}

function mailOptions({ mail, server }: StoredeskConfig): MailOptions | null {
  const { smtpUrl, from } = mail;
  if (smtpUrl === undefined || from === undefined) return null;
  return { smtpUrl, from, requireTls: server.isProduction, pollMs: 1_000 };
}
