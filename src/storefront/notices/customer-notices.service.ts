import { Injectable } from '@nestjs/common';
import { Clock } from '../../common';
import { schema, type Transaction } from '../../storage';
import type { CustomerNotice } from './customer-notice';

/** Keeps what customers are to be told, until the dialog has told them. */
@Injectable()
export class CustomerNoticesService {
  constructor(private readonly clock: Clock) {}

  /** @param onceKey a notice under a key that was used before is left out */
  async add(tx: Transaction, onceKey: string, notice: CustomerNotice): Promise<void> {
    await tx
      .insert(schema.customerNotices)
      .values({ onceKey, notice, createdAt: this.clock.now() })
      .onConflictDoNothing({ target: schema.customerNotices.onceKey });
  }
}
