import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common';
import type { Transaction } from '../storage';
import { attemptLimits, isOver, isUnder } from './attempt-limits';
import { MailedCodesService } from './codes/mailed-codes.service';
import { FailedAttemptsService } from './failed-attempts.service';
import {
  IdentityPort,
  type CodeAttempt,
  type GuestProof,
  type IdentityAttempt,
  type IdentityProof,
} from './identity.port';
import type { MailText } from './mails/mail.types';
import { OrderLookupService } from './order-lookup.service';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from './storefront.options';

@Injectable()
export class IdentityService extends IdentityPort {
  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly clock: Clock,
    private readonly attempts: FailedAttemptsService,
    private readonly orders: OrderLookupService,
    private readonly codes: MailedCodesService,
  ) {
    super();
  }

  get guestProof(): GuestProof {
    return this.options.guestProof;
  }

  async prove(tx: Transaction, attempt: IdentityAttempt): Promise<IdentityProof> {
    const { windowMs } = this.options.identity;
    const now = this.clock.now();
    const limits = attemptLimits(attempt, this.options.identity);
    const failures = await this.attempts.lockAndCount(tx, [...limits.keys()], now, windowMs);
    if (isOver(limits, failures)) return { kind: 'too_many_tries' };

    const head = await this.orders.findHead(tx, attempt.orderNumber);
    const order =
      isUnder(head?.email, attempt.email) && head ? await this.orders.findById(tx, head.id) : null;
    if (!order) {
      await this.attempts.countFailure(tx, [...limits.keys()], now, windowMs);
      return { kind: isOver(limits, failures, 1) ? 'too_many_tries' : 'not_verified' };
    }
    return { kind: 'verified', order, customer: { customerId: order.customerId, email: order.email } };
  }

  requestCode(
    tx: Transaction,
    attempt: CodeAttempt,
    compose: (code: string) => MailText,
  ): Promise<'requested' | 'too_many_tries'> {
    return this.codes.request(tx, attempt, compose);
  }

  proveByCode(tx: Transaction, attempt: CodeAttempt, code: string): Promise<IdentityProof> {
    return this.codes.prove(tx, attempt, code);
  }
}
