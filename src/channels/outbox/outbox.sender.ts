import type { OutboxItem } from './outbox.store';

/** A channel that delivers messages itself, rather than keep them until the client asks. */
export abstract class OutboxSender {
  abstract readonly channel: string;

  /** Resolves when the other side has taken the message; throws when it has not, or nobody knows. */
  abstract send(item: OutboxItem): Promise<void>;
}

/** DI token of the senders of all channels that are switched on. */
export const OUTBOX_SENDERS = Symbol('OUTBOX_SENDERS');
