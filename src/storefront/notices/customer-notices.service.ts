import { Injectable } from '@nestjs/common';
import { Clock } from '../../common';
import { announce, schema, type Transaction } from '../../storage';
import { aboutOf, type CustomerNotice } from './customer-notice';

/** Keeps what customers are to be told, until the dialog has told them. */
@Injectable()
export class CustomerNoticesService {
  constructor(private readonly clock: Clock) {}

  /** @param onceKey a notice under a key that was used before is left out */
  async add(tx: Transaction, onceKey: string, notice: CustomerNotice): Promise<void> {
    const now = this.clock.now();
    const added = await tx
      .insert(schema.customerNotices)
      .values({ onceKey, about: aboutOf(notice), notice, createdAt: now, dueAt: now })
      .onConflictDoNothing({ target: schema.customerNotices.onceKey })
      .returning({ id: schema.customerNotices.id });
    if (added.length > 0) await announce(tx, 'notices');
  }
}
