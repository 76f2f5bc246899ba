import { Injectable } from '@nestjs/common';
import { eq, inArray, lte, or, sql } from 'drizzle-orm';
import { schema, type Transaction } from '../storage';

const { identityAttempts } = schema;

/** Old rows that one failure clears away, so that the table stays as small as the last hour. */
const CLEARED_AT_ONCE = 50;

/** Counts failed proofs, and mails, per subject, each within a window that begins with the first. */
@Injectable()
export class FailedAttemptsService {
  /**
   * The failures of each subject in its window. Until the transaction ends, nobody else tries the same subjects:
   * otherwise tries made at once would all see the same count.
   */
  async lockAndCount(
    tx: Transaction,
    subjects: string[],
    now: Date,
    windowMs: number,
  ): Promise<Map<string, number>> {
    const isOver = or(
      eq(identityAttempts.failures, 0),
      lte(identityAttempts.windowStartedAt, windowStart(now, windowMs)),
    );
    const rows = await tx
      .insert(identityAttempts)
      // In one order everywhere, so that two transactions never wait for each other.
      .values([...subjects].sort().map((subject) => ({ subject, failures: 0, windowStartedAt: now })))
      .onConflictDoUpdate({
        target: identityAttempts.subject,
        set: {
          failures: sql`case when ${isOver} then 0 else ${identityAttempts.failures} end`,
          windowStartedAt: sql`case when ${isOver} then excluded.window_started_at else ${identityAttempts.windowStartedAt} end`,
        },
      })
      .returning();
    return new Map(rows.map((row) => [row.subject, row.failures]));
  }

  /** Counts what else has a limit; 0 leaves the same traces and counts nothing. */
  async count(tx: Transaction, subjects: string[], by: 0 | 1): Promise<void> {
    await tx
      .update(identityAttempts)
      .set({ failures: sql`${identityAttempts.failures} + ${by}` })
      .where(inArray(identityAttempts.subject, subjects));
  }

  async countFailure(tx: Transaction, subjects: string[], now: Date, windowMs: number): Promise<void> {
    await this.count(tx, subjects, 1);
    const old = tx
      .select({ subject: identityAttempts.subject })
      .from(identityAttempts)
      .where(lte(identityAttempts.windowStartedAt, windowStart(now, windowMs)))
      .limit(CLEARED_AT_ONCE)
      .for('update', { skipLocked: true });
    await tx.delete(identityAttempts).where(inArray(identityAttempts.subject, old));
  }
}

function windowStart(now: Date, windowMs: number): Date {
  return new Date(now.getTime() - windowMs);
}
