import { Inject, Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { Clock } from '../common';
import type { Transaction } from '../storage';
import { FailedAttemptsService } from './failed-attempts.service';
import { IdentityPort, type IdentityAttempt, type IdentityProof } from './identity.port';
import { numberKey } from './number-key';
import { OrderLookupService } from './order-lookup.service';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from './storefront.options';

/** Longer than any order number, short enough for an index. */
const MAX_KEY = 64;

@Injectable()
export class IdentityService extends IdentityPort {
  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly clock: Clock,
    private readonly attempts: FailedAttemptsService,
    private readonly orders: OrderLookupService,
  ) {
    super();
  }

  async prove(tx: Transaction, attempt: IdentityAttempt): Promise<IdentityProof> {
    const { windowMs } = this.options.identity;
    const now = this.clock.now();
    const limits = this.limitsOf(attempt);
    const subjects = [...limits.keys()];
    const failures = await this.attempts.lockAndCount(tx, subjects, now, windowMs);
    const isOver = [...limits].some(([subject, limit]) => (failures.get(subject) ?? 0) >= limit);
    if (isOver) return { kind: 'too_many_tries' };

    const head = await this.orders.findHead(tx, attempt.orderNumber);
    const isSameEmail = timingSafeEqual(emailHash(head?.email ?? ''), emailHash(attempt.email));
    // An order may be under no address; nobody proves it by giving none.
    const order = head?.email && isSameEmail ? await this.orders.findById(tx, head.id) : null;
    if (!order) {
      await this.attempts.countFailure(tx, subjects, now, windowMs);
      const wasLast = [...limits].some(([subject, limit]) => (failures.get(subject) ?? 0) + 1 >= limit);
      return { kind: wasLast ? 'too_many_tries' : 'not_verified' };
    }
    return { kind: 'verified', order, customer: { customerId: order.customerId, email: order.email } };
  }

  /** What is counted, with its limit. Order and e-mail count across conversations: a new one buys no new tries. */
  private limitsOf({ conversationId, senderId, orderNumber, email }: IdentityAttempt): Map<string, number> {
    const limits = this.options.identity;
    const key = numberKey(orderNumber);
    // `1001` and `W1001` can be the same order, so they share their tries.
    const order = (key.replace(/^[A-Z]+/, '') || key).slice(0, MAX_KEY);
    return new Map([
      [`order:${order}`, limits.failuresPerOrder],
      [`email:${emailHash(email).toString('hex')}`, limits.failuresPerEmail],
      [`conversation:${conversationId}`, limits.failuresPerConversation],
      ...(senderId ? [[`sender:${hash(senderId).toString('hex')}`, limits.failuresPerSender] as const] : []),
    ]);
  }
}

function emailHash(email: string): Buffer {
  return hash(email.trim().toLowerCase());
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
