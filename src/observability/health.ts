/** What one part of the service says of itself. `detail` is shown to anyone: no addresses, no queries. */
export interface HealthReport {
  name: string;
  ready: boolean;
  detail?: string;
}

/** Something that must be ready before the service is. Any service with such a `check` fits. */
export abstract class HealthCheck {
  /** Answers quickly; a check that throws or takes too long counts as not ready. */
  abstract check(): Promise<HealthReport>;
}
