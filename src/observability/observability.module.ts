import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { HealthController } from './health.controller';
import { HealthService } from './health.service';
import { LOG, LogService } from './log.service';
import { MetricsController } from './metrics.controller';
import { MetricsService } from './metrics.service';

/** Logs, metrics and health. Global: every part registers its own health check and measures itself. */
@Module({})
export class ObservabilityModule {
  static forRoot(log: Logger): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [{ provide: LOG, useValue: log }, LogService, HealthService, MetricsService],
      exports: [LOG, LogService, HealthService, MetricsService],
    };
  }
}
