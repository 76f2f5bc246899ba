import type { Transaction } from '../../storage';
import type { OutgoingEvent } from './outgoing-event';

/** Tells the shop's other systems what happened. Also the DI token. */
export abstract class EventsOut {
  /**
   * Writes the event, and a delivery for everyone who wants it, in the given transaction: it is sent exactly when what
   * it tells of is committed. For the order of events, their order or conversation has to be locked by then.
   */
  abstract publish(tx: Transaction, event: OutgoingEvent): Promise<void>;
}
