import { Inject, Injectable } from '@nestjs/common';
import { eq, inArray, lte, sql } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import { MailSeal } from './mail-seal';
import type { Mail } from './mail.types';

const { identityCodes, mails } = schema;

const CLEARED_AT_ONCE = 100;

/** A mail, for this process alone while its lease lasts. */
export type ClaimedMail = typeof mails.$inferSelect;

/** The mails that wait, shared by all replicas. */
@Injectable()
export class MailsStore {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: MailSeal,
  ) {}

  /** Has a mail sent once the transaction is committed. */
  async add(tx: Transaction, mail: Mail, expiresAt: Date): Promise<void> {
    const sealed = this.seal.seal(mail);
    await tx.insert(mails).values({ sealed, expiresAt, nextAttemptAt: this.clock.now() });
  }

  /** Those that are due, oldest first; nobody else sends them until `leaseUntil`. */
  async claim(now: Date, leaseUntil: Date, limit: number): Promise<ClaimedMail[]> {
    const due = this.database
      .select({ id: mails.id })
      .from(mails)
      .where(lte(mails.nextAttemptAt, now))
      .orderBy(mails.nextAttemptAt)
      .limit(limit)
      .for('update', { skipLocked: true });
    return this.database
      .update(mails)
      .set({ attempts: sql`${mails.attempts} + 1`, nextAttemptAt: leaseUntil })
      .where(inArray(mails.id, due))
      .returning();
  }

  async delete(id: number): Promise<void> {
    await this.database.delete(mails).where(eq(mails.id, id));
  }

  async retryAt(id: number, at: Date): Promise<void> {
    await this.database.update(mails).set({ nextAttemptAt: at }).where(eq(mails.id, id));
  }

  /** Codes that nobody can use any more. */
  async clearCodes(now: Date): Promise<void> {
    const old = this.database
      .select({ id: identityCodes.id })
      .from(identityCodes)
      .where(lte(identityCodes.expiresAt, now))
      .limit(CLEARED_AT_ONCE)
      .for('update', { skipLocked: true });
    await this.database.delete(identityCodes).where(inArray(identityCodes.id, old));
  }
}
