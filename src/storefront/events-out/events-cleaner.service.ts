import { Inject, Injectable } from '@nestjs/common';
import { and, eq, gte, inArray, isNull, lt, sql, type SQL } from 'drizzle-orm';
import { Clock, RepeatedWork } from '../../common';
import { DATABASE, schema, type Database } from '../../storage';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { isWaiting } from './deliveries.store';
import { FAILURES_UNTIL_PAUSE, GIVE_UP_AFTER_MS } from './retry-schedule';

const { outgoingEvents, webhookDeliveries, webhookSubscriptions } = schema;

const KEPT_MS = 30 * 24 * 3_600_000;
/** Soon after the start, too: not every service runs for an hour. */
const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;
/** Few enough that nobody waits for them; on the embedded database everybody would. */
const BATCH = 500;

/** Gives up what waited too long for an endpoint that fails, and deletes what is a month old. */
@Injectable()
export class EventsCleanerService extends RepeatedWork {
  constructor(
    @Inject(STOREFRONT_OPTIONS) options: StorefrontOptions,
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
  ) {
    const repetition = { everyMs: EVERY_MS, firstAfterMs: FIRST_AFTER_MS };
    super(options.eventsOut.pollMs === 0 ? {} : repetition, 'old webhooks could not be cleared away');
  }

  /** Never rejects. Several replicas may clean at once. */
  clean(): Promise<void> {
    return this.runRound();
  }

  protected override async round(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.inBatches(() => this.giveUp(new Date(now), new Date(now - GIVE_UP_AFTER_MS)));
    await this.inBatches(() => this.deleteOrphans());
    await this.inBatches(() => this.deleteEvents(new Date(now - KEPT_MS)));
  }

  private async inBatches(work: () => Promise<number>): Promise<void> {
    while (!this.isStopping && (await work()) === BATCH);
  }

  /** An endpoint that is down for days gets one delivery at a time on trial: the others would wait for ever. */
  private async giveUp(now: Date, queuedBefore: Date): Promise<number> {
    const old = this.some(
      and(
        isWaiting(),
        lt(webhookDeliveries.queuedAt, queuedBefore),
        gte(webhookSubscriptions.failures, FAILURES_UNTIL_PAUSE),
        isNull(webhookSubscriptions.disabledAt),
      ),
    );
    const given = await this.database
      .update(webhookDeliveries)
      .set({ givenUpAt: now })
      .where(inArray(webhookDeliveries.id, old))
      .returning({ id: webhookDeliveries.id });
    if (given.length > 0) this.logger.warn({ count: given.length }, 'webhooks were given up');
    return given.length;
  }

  private async deleteOrphans(): Promise<number> {
    const orphans = this.some(isNull(webhookSubscriptions.id));
    const deleted = await this.database
      .delete(webhookDeliveries)
      .where(inArray(webhookDeliveries.id, orphans))
      .returning({ id: webhookDeliveries.id });
    return deleted.length;
  }

  /** Their deliveries and attempts go with them. */
  private async deleteEvents(before: Date): Promise<number> {
    const old = this.database
      .select({ id: outgoingEvents.id })
      .from(outgoingEvents)
      .where(lt(outgoingEvents.occurredAt, before))
      .orderBy(outgoingEvents.occurredAt)
      .limit(BATCH)
      .for('update', { skipLocked: true });
    const deleted = await this.database
      .delete(outgoingEvents)
      .where(inArray(outgoingEvents.id, old))
      .returning({ id: outgoingEvents.id });
    return deleted.length;
  }

  private some(condition: SQL | undefined): SQL {
    return sql`(${this.database
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .leftJoin(webhookSubscriptions, eq(webhookSubscriptions.id, webhookDeliveries.subscriptionId))
      .where(condition)
      .limit(BATCH)
      .for('update', { of: webhookDeliveries, skipLocked: true })})`;
  }
}
