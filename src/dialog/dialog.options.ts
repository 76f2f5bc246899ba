import type { QuietHours } from './notices/quiet-hours';

/** DI token of the options. */
export const DIALOG_OPTIONS = Symbol('DIALOG_OPTIONS');

export interface DialogOptions {
  /** After how long without a word a conversation counts as closed; 0: never. */
  idleMs: number;
  notices: NoticeOptions;
}

/** When customers are told what they have not asked for. */
export interface NoticeOptions {
  /** What is not urgent waits until they are over; null: there are none. */
  quietHours: QuietHours | null;
  /** In which the quiet hours, and today and tomorrow, are meant. */
  timeZone: string;
  /** How often what is due is looked for; 0: never, for tests that do so themselves. */
  pollMs: number;
}

export const DEFAULT_DIALOG_OPTIONS: DialogOptions = {
  idleMs: 0,
  notices: { quietHours: null, timeZone: 'UTC', pollMs: 1_000 },
};
