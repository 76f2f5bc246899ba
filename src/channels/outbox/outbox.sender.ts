import { AppError } from '../../common';
import type { OutboxItem } from './outbox.store';

/** Nobody knows whether the other side has taken the message, and nobody waits for it any longer. */
export class SendTimeoutError extends AppError {
  readonly code = 'SEND_TIMEOUT';

  constructor(limitMs: number) {
    super(`The message was not sent within ${limitMs} ms`);
  }
}

/** The other side will never take this message: it is given up without another attempt. */
export class UndeliverableError extends AppError {
  readonly code = 'UNDELIVERABLE';
}

/** A channel that delivers messages itself, rather than keep them until the client asks. */
export abstract class OutboxSender {
  abstract readonly channel: string;

  /**
   * Resolves when the other side has taken the message, to its own id of it if it gives one; throws when it has not, or nobody knows.
   * After half a minute that counts as a failure, whatever it comes to.
   * @throws UndeliverableError when another attempt is of no use
   */
  abstract send(item: OutboxItem): Promise<string | undefined>;
}

/** DI token of the senders of all channels that are switched on. */
export const OUTBOX_SENDERS = Symbol('OUTBOX_SENDERS');
