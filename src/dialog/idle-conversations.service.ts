import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Clock, RepeatedWork } from '../common';
import { DATABASE, type Database } from '../storage';
import { EventsOut } from '../storefront';
import { DIALOG_OPTIONS, type DialogOptions } from './dialog.options';

const EVERY_MS = 60_000;
/** Few enough that nobody waits for them. */
const BATCH = 200;
/** Of what ended longer ago nobody wants to hear: a service that was off, or that is new to this. */
const TOLD_FOR_MS = 24 * 3_600_000;

type Idle = { id: string; channel: string; locale: string; last_at: string | Date };

/** Closes conversations in which nothing was said for long. The next message opens them again. */
@Injectable()
export class IdleConversationsService extends RepeatedWork {
  constructor(
    @Inject(DIALOG_OPTIONS) private readonly options: DialogOptions,
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
    private readonly eventsOut: EventsOut,
  ) {
    super(options.idleMs > 0 ? { everyMs: EVERY_MS } : {}, 'idle conversations could not be closed');
  }

  /** Never rejects. Several replicas may do so at once: each conversation is closed by one of them. */
  closeIdle(): Promise<void> {
    return this.runRound();
  }

  protected override async round(): Promise<void> {
    while (!this.isStopping && (await this.closeSome()) === BATCH);
  }

  private async closeSome(): Promise<number> {
    const now = this.clock.now();
    const idleSince = new Date(now.getTime() - this.options.idleMs);
    const toldSince = idleSince.getTime() - TOLD_FOR_MS;
    return this.database.transaction(async (tx) => {
      // A turn that was computed before counts on its state version, and is computed again: it opens what is closed here.
      const { rows } = await tx.execute<Idle>(sql`
        update conversations set closed_at = ${now.toISOString()}::timestamptz, state_version = state_version + 1
        where id in (
          select id from conversations
          where closed_at is null and updated_at < ${idleSince.toISOString()}::timestamptz
          order by updated_at limit ${BATCH} for update skip locked)
        returning id, channel, locale, updated_at as last_at`);
      for (const { id, channel, locale, last_at: lastAt } of rows) {
        if (new Date(lastAt).getTime() < toldSince) continue;
        const data = { conversationId: id, channel, locale };
        await this.eventsOut.publish(tx, { type: 'conversation.closed', conversationId: id, data });
      }
      return rows.length;
    });
  }
}
