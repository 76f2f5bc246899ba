import type { Understanding } from '../../nlu';
import type { Stage } from '../../storefront';
import type { Catalogue, Rendered } from '../../templates';
import type { ChannelName } from '../dialog.types';
import type { RowCount } from './row-count';

/** A conversation to be played for trial. */
export interface Rehearsal {
  /** On which records. */
  stage: Stage;
  /** With which templates: the published ones, unless said. Whoever plays many conversations makes one for all. */
  catalogue?: Catalogue;
  /** The default locale, unless said. */
  locale?: string;
  /** `rest`, unless said. */
  channel?: ChannelName;
  /** What the bot said before the first message. */
  context?: string;
  steps: RehearsalStep[];
}

/** What happens in it, one thing after the other. */
export type RehearsalStep =
  | { kind: 'customer'; text: string }
  /** From now on the customer with this e-mail address is signed in. */
  | { kind: 'token'; email: string }
  /** From now on somebody else writes, whatever they are called. */
  | { kind: 'sender'; senderId: string }
  | { kind: 'new_conversation' }
  /** From now on it is in the catalogue too. */
  | { kind: 'template'; definition: unknown }
  | ({ kind: 'rows' } & RowCount);

/** What came of a step. After one that failed there are no more. */
export type PlayedStep =
  | { kind: 'answered'; understanding: Understanding; replies: Rendered[] }
  | { kind: 'counted'; count: number }
  | { kind: 'done' }
  /** `code`: of the fault, or `CUSTOMER_UNKNOWN`. `reason`: for staff, without any fact of a record. */
  | { kind: 'failed'; code: string; reason: string };

export interface Played {
  /** The catalogue it was played on, at its end. */
  catalogue: Catalogue;
  steps: PlayedStep[];
}

/** Conversations played for trial, on the real dialog, actions and records. Also the DI token. */
export abstract class RehearsalPort {
  /**
   * Plays a conversation and keeps nothing of it: all is rolled back. One at a time, so that trials never take more
   * than one of the database's connections; that one is not held while the model is waited for.
   * Opens transactions of its own, so never call it inside one.
   * @throws RehearsalBusyError, RehearsalTimeoutError, NluOverloadedError, NluUnavailableError
   */
  abstract play(rehearsal: Rehearsal): Promise<Played>;

  /**
   * Plays conversations one after the other, each as if it were alone; those of one stage in fewer transactions.
   * Other trials get their turn in between. Gives those that had begun by `end` (by `performance.now()`).
   * @throws what `play` throws
   */
  abstract playAll(rehearsals: Rehearsal[], end?: number): Promise<Played[]>;
}
