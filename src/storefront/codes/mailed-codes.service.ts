import { Inject, Injectable } from '@nestjs/common';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { Clock, newSecretId } from '../../common';
import { schema, type Transaction } from '../../storage';
import { attemptLimits, emailHash, hash, isOver, isUnder, mailLimits } from '../attempt-limits';
import { FailedAttemptsService } from '../failed-attempts.service';
import type { CodeAttempt, IdentityProof } from '../identity.port';
import type { MailText } from '../mails/mail.types';
import { MailsStore } from '../mails/mails.store';
import { numberKey } from '../number-key';
import { OrderLookupService } from '../order-lookup.service';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { CodeKeys } from './code-keys';

const { identityCodes } = schema;

/** Codes by mail. Whatever is asked for runs the same statements, whether there is such an order or not. */
@Injectable()
export class MailedCodesService {
  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly clock: Clock,
    private readonly attempts: FailedAttemptsService,
    private readonly orders: OrderLookupService,
    private readonly keys: CodeKeys,
    private readonly mails: MailsStore,
  ) {}

  async request(
    tx: Transaction,
    attempt: CodeAttempt,
    compose: (code: string) => MailText,
  ): Promise<'requested' | 'too_many_tries'> {
    const { identity, codes } = this.options;
    const now = this.clock.now();
    const limits = attemptLimits(attempt, identity);
    const ofMails = mailLimits(attempt, codes);
    const subjects = [...limits.keys(), ...ofMails.keys()];
    const counts = await this.attempts.lockAndCount(tx, subjects, now, identity.windowMs);
    if (isOver(limits, counts)) return 'too_many_tries';

    const head = await this.orders.findHead(tx, attempt.orderNumber);
    const isMatch = isUnder(head?.email, attempt.email);
    const order = isMatch && !isOver(ofMails, counts) ? head : undefined;
    const id = newSecretId();
    const mail = compose(this.keys.codeOf(id));
    const expiresAt = new Date(now.getTime() + codes.lifeMs);
    await tx
      .insert(identityCodes)
      .values({ id, subject: subjectOf(attempt), orderId: order?.id ?? null, expiresAt });
    await this.attempts.count(tx, [...ofMails.keys()], order ? 1 : 0);
    // To the address on record, never to the one that was typed: two that count as the same need not be.
    await this.mails.add(tx, { to: order?.email ?? null, ...mail }, expiresAt);
    return 'requested';
  }

  async prove(tx: Transaction, attempt: CodeAttempt, code: string): Promise<IdentityProof> {
    const { windowMs } = this.options.identity;
    const now = this.clock.now();
    const limits = attemptLimits(attempt, this.options.identity);
    const counts = await this.attempts.lockAndCount(tx, [...limits.keys()], now, windowMs);
    if (isOver(limits, counts)) return { kind: 'too_many_tries' };

    const orderId = await this.orderOf(tx, attempt, code, now);
    const order = orderId === undefined ? null : await this.orders.findById(tx, orderId);
    // The order may have come under another address since the mail.
    if (order && isUnder(order.email, attempt.email)) {
      await tx.delete(identityCodes).where(eq(identityCodes.subject, subjectOf(attempt)));
      return { kind: 'verified', order, customer: { customerId: order.customerId, email: order.email } };
    }
    await this.attempts.countFailure(tx, [...limits.keys()], now, windowMs);
    return { kind: isOver(limits, counts, 1) ? 'too_many_tries' : 'not_verified' };
  }

  /** The order that a code proves. Whatever comes of it is a try, for all codes that could be meant. */
  private async orderOf(
    tx: Transaction,
    attempt: CodeAttempt,
    code: string,
    now: Date,
  ): Promise<string | undefined> {
    const open = await tx
      .update(identityCodes)
      .set({ tries: sql`${identityCodes.tries} + 1` })
      .where(
        and(
          eq(identityCodes.subject, subjectOf(attempt)),
          gt(identityCodes.expiresAt, now),
          lt(identityCodes.tries, this.options.codes.triesPerCode),
        ),
      )
      .returning({ id: identityCodes.id, orderId: identityCodes.orderId });
    const right = open.filter(({ id }) => this.keys.isCodeOf(id, code));
    return right.flatMap(({ orderId }) => orderId ?? [])[0];
  }
}

function subjectOf({ conversationId, writer, orderNumber, email }: CodeAttempt): string {
  const parts = [conversationId, writer, numberKey(orderNumber), emailHash(email).toString('hex')];
  return hash(JSON.stringify(parts)).toString('hex');
}
