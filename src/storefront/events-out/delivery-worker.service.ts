import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock, retryAfterMs, type GuardedAnswer } from '../../common';
import { MetricsService } from '../../observability';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { DeliveriesStore, type Attempt, type ClaimedDelivery, type Verdict } from './deliveries.store';
import { signedHeaders } from './signature';
import { WebhookClient } from './webhook.client';

/** Longer than a request may take: a second replica must not send the same delivery meanwhile. */
const LEASE_MS = 60_000;
/** To one endpoint, each of another order or conversation. */
const AT_ONCE_PER_ENDPOINT = 4;
/** An endpoint may ask to be left alone for a day; what waits for three days is given up. */
const LONGEST_ASKED_MS = 24 * 3_600_000;
/** Of an answer, for the log of deliveries. */
const KEPT_OF_AN_ANSWER = 1_024;

/**
 * Sends what waits, at least once: in order within a lane, several lanes of an endpoint at once, and each endpoint for
 * itself, so that a slow one holds up none of the others.
 */
@Injectable()
export class DeliveryWorkerService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(DeliveryWorkerService.name);
  /** What is being sent, by subscription. */
  private readonly running = new Map<string, Set<Promise<void>>>();
  private timer?: NodeJS.Timeout;
  private round?: Promise<void>;
  private isStopping = false;

  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly store: DeliveriesStore,
    private readonly client: WebhookClient,
    private readonly clock: Clock,
    /** Without it nothing is counted. */
    @Optional() private readonly metrics?: MetricsService,
  ) {}

  onApplicationBootstrap(): void {
    const { pollMs } = this.options.eventsOut;
    if (pollMs === 0) return;
    this.timer = setInterval(() => void this.look(), pollMs);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.isStopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.round;
    await this.idle();
    await this.client.close();
  }

  /** Sends what is due, and what becomes due meanwhile; never rejects. */
  async deliverDue(): Promise<void> {
    await this.look();
    await this.idle();
  }

  /** Begins with whatever is due, without waiting for it; a look that is still being taken is joined. */
  private look(): Promise<void> {
    this.round ??= this.store
      .dueSubscriptions(this.clock.now())
      .then((due) => due.forEach((subscriptionId) => this.begin(subscriptionId)))
      .catch((error: unknown) => this.logger.error({ error }, 'webhooks could not be read'))
      .finally(() => (this.round = undefined));
    return this.round;
  }

  private async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all([...this.running.values()].flatMap((all) => [...all]));
  }

  private begin(subscriptionId: string): void {
    const running = this.running.get(subscriptionId) ?? new Set();
    if (this.isStopping || running.size >= AT_ONCE_PER_ENDPOINT) return;
    this.running.set(subscriptionId, running);
    const work = this.deliverAll(subscriptionId)
      .catch((error: unknown) =>
        this.logger.error({ error, subscriptionId }, 'a webhook could not be settled'),
      )
      .finally(() => {
        running.delete(work);
        if (running.size === 0) this.running.delete(subscriptionId);
      });
    running.add(work);
  }

  private async deliverAll(subscriptionId: string): Promise<void> {
    while (!this.isStopping) {
      const now = this.clock.now();
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const delivery = await this.store.claim(subscriptionId, now, leaseUntil);
      if (!delivery) return;
      // Where there was one there may be more; one that finds nothing ends at once.
      this.begin(subscriptionId);
      await this.deliver(delivery);
    }
  }

  private async deliver(delivery: ClaimedDelivery): Promise<void> {
    const { id, attempt: number, subscription } = delivery;
    const at = this.clock.now();
    const start = performance.now();
    const answer = await this.send(delivery, at);
    const attempt = describe(answer, at, performance.now() - start);
    const now = this.clock.now();
    const settled = await this.store.settle(
      delivery,
      attempt,
      verdictOf(answer),
      now,
      notBefore(answer, now),
    );
    this.metrics?.observeWebhook(settled, attempt.durationMs / 1000);
    if (settled === 'delivered') return;
    const { status, errorCode } = attempt;
    const details = { deliveryId: id, subscriptionId: subscription.id, attempt: number, status, errorCode };
    this.logger.warn(details, WARNINGS[settled]);
  }

  private send({ event, subscription }: ClaimedDelivery, now: Date): Promise<GuardedAnswer> {
    const { type, data, occurredAt, messageId } = event;
    const { url, secret, previousSecret, previousSecretUntil } = subscription;
    const isRotated = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now;
    const body = JSON.stringify({ type, timestamp: occurredAt.toISOString(), data });
    const headers = signedHeaders(messageId, now, body, isRotated ? [secret, previousSecret] : [secret]);
    return this.client.post(url, {
      body,
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Storedesk' },
    });
  }
}

const WARNINGS = {
  retried: 'a webhook could not be delivered yet',
  given_up: 'a webhook was given up; its receiver did not get it',
  gone: 'a webhook was disabled: its endpoint answered 410',
};

/** As `Retry-After` has it, within bounds. */
function notBefore(answer: GuardedAnswer, now: Date): Date | undefined {
  const ms = answer.kind === 'answered' ? retryAfterMs(answer.retryAfter, now) : undefined;
  return ms === undefined ? undefined : new Date(now.getTime() + Math.min(ms, LONGEST_ASKED_MS));
}

function verdictOf(answer: GuardedAnswer): Verdict {
  if (answer.kind === 'failed') return 'failed';
  if (answer.status === 410) return 'gone';
  return answer.status >= 200 && answer.status < 300 ? 'delivered' : 'failed';
}

function describe(answer: GuardedAnswer, at: Date, tookMs: number): Attempt {
  const durationMs = Math.round(tookMs);
  if (answer.kind === 'failed') {
    return { at, durationMs, status: null, errorCode: answer.code, answer: null };
  }
  // PostgreSQL stores no NUL.
  const beginning = answer.body.replaceAll('\0', '').slice(0, KEPT_OF_AN_ANSWER);
  return { at, durationMs, status: answer.status, errorCode: null, answer: beginning };
}
