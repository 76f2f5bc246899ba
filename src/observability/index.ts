export * from './health';
export { HealthService } from './health.service';
export { createLog } from './log';
export { LOG, LogService } from './log.service';
export { MetricsService } from './metrics.service';
export * from './observability.module';
export { redactText } from './redaction';
export { enterRequest, observeRequests } from './request.middleware';
