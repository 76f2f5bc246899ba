import { createHash, timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { IdentityAttempt } from './identity.port';
import { numberKey } from './number-key';
import type { IdentityLimits } from './storefront.options';

/** Longer than any order number, short enough for an index. */
const MAX_KEY = 64;

/** What is counted, with its limit. Order and e-mail count across conversations: a new one buys no new tries. */
export function attemptLimits(
  { conversationId, senderId, orderNumber, email }: IdentityAttempt,
  limits: IdentityLimits,
): Map<string, number> {
  return new Map([
    [`order:${orderSubject(orderNumber)}`, limits.failuresPerOrder],
    [`email:${emailHash(email).toString('hex')}`, limits.failuresPerEmail],
    [`conversation:${conversationId}`, limits.failuresPerConversation],
    ...(senderId ? [[`sender:${hash(senderId).toString('hex')}`, limits.failuresPerSender] as const] : []),
  ]);
}

/** Mails that an order and an address get; only those count that were sent. */
export function mailLimits(
  { orderNumber, email }: IdentityAttempt,
  limits: { mailsPerOrder: number; mailsPerEmail: number },
): Map<string, number> {
  return new Map([
    [`mails-order:${orderSubject(orderNumber)}`, limits.mailsPerOrder],
    [`mails-email:${emailHash(email).toString('hex')}`, limits.mailsPerEmail],
  ]);
}

/** Whether one of the limits has been reached, with `more` than was counted. */
export function isOver(limits: Map<string, number>, counts: Map<string, number>, more = 0): boolean {
  return [...limits].some(([subject, limit]) => (counts.get(subject) ?? 0) + more >= limit);
}

/** Whether an order is under the address. It may be under none; nobody proves it by giving none. */
export function isUnder(orderEmail: string | undefined, email: string): boolean {
  const isSame = timingSafeEqual(emailHash(orderEmail ?? ''), emailHash(email));
  return isSame && orderEmail !== undefined && orderEmail.trim() !== '';
}

/** Of an address however it is written: capitals, composed letters, a domain in its own script or in ASCII. */
export function emailHash(email: string): Buffer {
  const written = email.normalize('NFC').trim().toLowerCase();
  const at = written.lastIndexOf('@') + 1;
  return hash(written.slice(0, at) + (domainToASCII(written.slice(at)) || written.slice(at)));
}

export function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** `1001` and `W1001` can be the same order, so they share their tries. */
function orderSubject(orderNumber: string): string {
  const key = numberKey(orderNumber);
  return (key.replace(/^[A-Z]+/, '') || key).slice(0, MAX_KEY);
}
