import { Inject, Injectable } from '@nestjs/common';
import { and, asc, desc, eq, getTableColumns, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import type { ShopEventSource } from './event-applier.port';
import { EventProcessor } from './event-processor.service';

const { shopEvents } = schema;
const { payload, unreadableBody, ...labels } = getTableColumns(shopEvents);

/** What staff look for: dead letters, what nobody knows, what waits. */
export const LISTED_STATES = ['dead', 'unknown_topic', 'pending'] as const;
export type ListedState = (typeof LISTED_STATES)[number];
export const REPLAYABLE_STATES = ['dead', 'unknown_topic'] as const satisfies ListedState[];
export type ReplayableState = (typeof REPLAYABLE_STATES)[number];

/** One request replays at most so many, so that it is done within a moment. */
export const MOST_REPLAYED = 10_000;

/** An event without what it says, which is personal. */
export type ListedShopEvent = Omit<typeof shopEvents.$inferSelect, 'payload' | 'unreadableBody'>;
export type StoredShopEvent = ListedShopEvent & { payload: unknown; unreadableBody: string | null };

export interface ShopEventFilter<State extends ListedState = ListedState> {
  state: State;
  source?: ShopEventSource;
  topic?: string;
}

/** The events that were received, for staff. */
@Injectable()
export class ShopEventArchive {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    private readonly processor: EventProcessor,
  ) {}

  /** Newest first. */
  async list(filter: ShopEventFilter, limit: number, beforeId?: number): Promise<ListedShopEvent[]> {
    return this.database
      .select(labels)
      .from(shopEvents)
      .where(and(matches(filter), beforeId === undefined ? undefined : lt(shopEvents.id, beforeId)))
      .orderBy(desc(shopEvents.id))
      .limit(limit);
  }

  async find(id: number): Promise<StoredShopEvent | undefined> {
    const [row] = await this.database
      .select({ ...labels, payload, unreadableBody })
      .from(shopEvents)
      .where(eq(shopEvents.id, id));
    return row;
  }

  /** Has it applied once more, when the transaction is committed and `wake` called. */
  async replay(tx: Transaction, id: number): Promise<'replayed' | 'unknown' | 'not_replayable'> {
    const [row] = await tx
      .select({ state: shopEvents.state })
      .from(shopEvents)
      .where(eq(shopEvents.id, id))
      .for('update');
    if (!row) return 'unknown';
    if (!REPLAYABLE_STATES.some((state) => state === row.state)) return 'not_replayable';
    await tx.update(shopEvents).set(this.fresh()).where(eq(shopEvents.id, id));
    return 'replayed';
  }

  /** The oldest that match, at most `MOST_REPLAYED`; says how many. */
  async replayAll(tx: Transaction, filter: ShopEventFilter<ReplayableState>): Promise<number> {
    const chosen = tx
      .select({ id: shopEvents.id })
      .from(shopEvents)
      .where(matches(filter))
      .orderBy(asc(shopEvents.id))
      .limit(MOST_REPLAYED)
      .for('update', { skipLocked: true });
    const rows = await tx
      .update(shopEvents)
      .set(this.fresh())
      .where(inArray(shopEvents.id, chosen))
      .returning({ id: shopEvents.id });
    return rows.length;
  }

  /** Has what was replayed applied now rather than in a moment. */
  wake(): void {
    this.processor.wake();
  }

  private fresh(): Partial<typeof shopEvents.$inferInsert> {
    const nextAttemptAt = this.clock.now();
    return {
      state: 'pending',
      attempts: 0,
      nextAttemptAt,
      finishedAt: null,
      errorCode: null,
      errorPath: null,
    };
  }
}

function matches({ state, source, topic }: ShopEventFilter): SQL | undefined {
  return and(
    // Written out, so that the partial indexes fit.
    sql`${shopEvents.state} = ${sql.raw(`'${state}'`)}`,
    source === undefined ? undefined : eq(shopEvents.source, source),
    topic === undefined ? undefined : eq(shopEvents.topic, topic),
  );
}
