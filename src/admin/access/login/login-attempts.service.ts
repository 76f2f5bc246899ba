import { Inject, Injectable } from '@nestjs/common';
import { inArray, lte, sql } from 'drizzle-orm';
import { Clock, networkOf } from '../../../common';
import { DATABASE, schema, type Database } from '../../../storage';
import { sha256 } from '../secrets';

const { loginAttempts } = schema;

const WINDOW_MS = 15 * 60_000;

/** People mistype; ten guesses are far from enough for any password that is accepted. */
const MOST_PER_ACCOUNT = 10;

/** An office behind one address on Monday morning. */
const MOST_PER_NETWORK = 30;

/** Old rows that one attempt clears away, so that the table stays as small as the last quarter of an hour. */
const CLEARED_AT_ONCE = 50;

/** What one attempt counts for. */
export interface Attempt {
  readonly most: ReadonlyMap<string, number>;
}

/**
 * Counts attempts at passwords and keys, in the database: for all replicas, and over restarts. An attempt is counted
 * before it is looked at, so that many at once do not all see the same count.
 */
@Injectable()
export class LoginAttemptsService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @param email absent for an attempt with a key */
  attempt(address: string, email?: string): Attempt {
    const most = new Map([[sha256(`network ${networkOf(address)}`), MOST_PER_NETWORK]]);
    if (email !== undefined) most.set(sha256(`account ${email}`), MOST_PER_ACCOUNT);
    return { most };
  }

  /** Counts it. Answers the seconds to wait if it is one too many: then nobody looks at it. */
  async begin({ most }: Attempt): Promise<number | undefined> {
    const now = this.clock.now();
    await this.clearOld(now);
    const isOver = lte(loginAttempts.windowStartedAt, windowStart(now));
    const rows = await this.db
      .insert(loginAttempts)
      // In one order everywhere, so that two attempts never wait for each other.
      .values([...most.keys()].sort().map((subject) => ({ subject, attempts: 1, windowStartedAt: now })))
      .onConflictDoUpdate({
        target: loginAttempts.subject,
        set: {
          attempts: sql`case when ${isOver} then 1 else ${loginAttempts.attempts} + 1 end`,
          windowStartedAt: sql`case when ${isOver} then excluded.window_started_at else ${loginAttempts.windowStartedAt} end`,
        },
      })
      .returning();
    const ends = rows
      .filter(({ subject, attempts }) => attempts > (most.get(subject) ?? 0))
      .map(({ windowStartedAt }) => windowStartedAt.getTime() + WINDOW_MS);
    return ends.length === 0 ? undefined : Math.ceil((Math.max(...ends) - now.getTime()) / 1000);
  }

  /** It succeeded, so it is not counted after all. */
  async forgive({ most }: Attempt): Promise<void> {
    await this.db
      .update(loginAttempts)
      .set({ attempts: sql`greatest(${loginAttempts.attempts} - 1, 0)` })
      .where(inArray(loginAttempts.subject, [...most.keys()]));
  }

  private async clearOld(now: Date): Promise<void> {
    const old = this.db
      .select({ subject: loginAttempts.subject })
      .from(loginAttempts)
      .where(lte(loginAttempts.windowStartedAt, windowStart(now)))
      .limit(CLEARED_AT_ONCE)
      .for('update', { skipLocked: true });
    await this.db.delete(loginAttempts).where(inArray(loginAttempts.subject, old));
  }
}

function windowStart(now: Date): Date {
  return new Date(now.getTime() - WINDOW_MS);
}
