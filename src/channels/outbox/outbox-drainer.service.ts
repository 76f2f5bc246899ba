import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock, retryDelayMs } from '../../common';
import { MetricsService } from '../../observability';
import { OUTBOX_SENDERS, type OutboxSender, SendTimeoutError, UndeliverableError } from './outbox.sender';
import { OutboxStore, type OutboxItem } from './outbox.store';

/** Finds what a crash, another replica or the staff's inbox left behind. */
const POLL_MS = 2_000;
/** A sender that hangs must hold up neither the other conversations nor the shutdown. */
const SEND_LIMIT_MS = 30_000;
/** Longer than a sender may take: a second replica must not send the same message meanwhile. */
const LEASE_MS = 60_000;
/** Outlasts a bad night of the channel; an answer from before yesterday helps nobody. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;
const CONVERSATIONS_AT_ONCE = 8;

/**
 * Delivers what the outbox holds: each conversation's messages in order, again after a failure, at least once.
 * A row is deleted by nothing here; it is marked when it was delivered, and when it was given up.
 */
@Injectable()
export class OutboxDrainerService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(OutboxDrainerService.name);
  private readonly senders: Map<string, OutboxSender>;
  private readonly running = new Map<string, Promise<void>>();
  private timer?: NodeJS.Timeout;
  private round?: Promise<void>;
  private isStopping = false;

  constructor(
    @Inject(OutboxStore) private readonly store: OutboxStore,
    @Inject(OUTBOX_SENDERS) senders: OutboxSender[],
    @Inject(Clock) private readonly clock: Clock,
    @Inject(MetricsService) private readonly metrics: MetricsService,
  ) {
    this.senders = new Map(senders.map((sender) => [sender.channel, sender]));
  }

  onApplicationBootstrap(): void {
    if (this.senders.size === 0) return;
    this.timer = setInterval(() => void this.drainDue(), POLL_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.isStopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.round, ...this.running.values()]);
  }

  /** Sends what waits for the conversation, now; never rejects. A later call waits for an earlier one. */
  drain(conversationId: string): Promise<void> {
    const before = this.running.get(conversationId) ?? Promise.resolve();
    const drained = before
      .then(() => this.drainInOrder(conversationId))
      .catch((error: unknown) => this.logger.error({ error }, 'the outbox could not be drained'))
      .finally(() => {
        if (this.running.get(conversationId) === drained) this.running.delete(conversationId);
      });
    this.running.set(conversationId, drained);
    return drained;
  }

  /** One round over everything that is due; a round that still runs is joined. */
  drainDue(): Promise<void> {
    this.round ??= this.drainRound()
      .catch((error: unknown) => this.logger.error({ error }, 'the outbox could not be read'))
      .finally(() => (this.round = undefined));
    return this.round;
  }

  private async drainRound(): Promise<void> {
    const due = await this.store.dueConversations([...this.senders.keys()], this.clock.now());
    const next = async (): Promise<void> => {
      for (let id = due.shift(); id !== undefined && !this.isStopping; id = due.shift()) await this.drain(id);
    };
    await Promise.all(Array.from({ length: CONVERSATIONS_AT_ONCE }, next));
  }

  private async drainInOrder(conversationId: string): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const item = await this.store.claim(conversationId, [...this.senders.keys()], now, leaseUntil);
      if (!item || !(await this.deliver(item))) return;
    }
  }

  /** False when later messages have to wait. */
  private async deliver(item: OutboxItem): Promise<boolean> {
    let deliveredAs: string | undefined;
    try {
      deliveredAs = await this.send(item);
    } catch (error) {
      return this.failed(item, error);
    }
    await this.store.markDelivered(item.id, this.clock.now(), deliveredAs);
    this.metrics.countDelivery(item.channel, 'delivered');
    return true;
  }

  /** @throws SendTimeoutError when the sender takes too long; what it comes to later, nobody hears */
  private async send(item: OutboxItem): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        this.senders.get(item.channel)?.send(item),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new SendTimeoutError(SEND_LIMIT_MS)), SEND_LIMIT_MS);
        }),
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async failed(item: OutboxItem, error: unknown): Promise<boolean> {
    const { id, channel, attempt, createdAt } = item;
    const details = { outboxId: id, channel, attempt, error };
    const now = this.clock.now();
    if (error instanceof UndeliverableError || now.getTime() - createdAt.getTime() >= GIVE_UP_AFTER_MS) {
      await this.store.giveUp(id, now);
      this.metrics.countDelivery(channel, 'given_up');
      this.logger.warn(details, 'a message was given up; its customer did not get it');
      return true;
    }
    await this.store.retryAt(id, new Date(now.getTime() + retryDelayMs(attempt)));
    this.metrics.countDelivery(channel, 'failed');
    this.logger.warn(details, 'a message could not be delivered yet');
    return false;
  }
}
