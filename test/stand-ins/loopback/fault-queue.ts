/** What goes wrong with a call instead of, or after, its work. */
export type Fault =
  /** Answers so, and does nothing. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** Does nothing and never answers: only the caller's own time-out ends the call. */
  | { kind: 'silence' }
  /** Does nothing and closes the connection. */
  | { kind: 'disconnect' }
  /** Does its work, and closes the connection before answering: the caller can't tell. */
  | { kind: 'lost-answer' };

/** Faults of the next calls, in order. */
export class FaultQueue {
  private readonly waiting: Fault[] = [];

  /** Lets the next `times` calls go wrong like this, after those already queued. */
  add(fault: Fault, times = 1): void {
    for (let time = 0; time < times; time++) this.waiting.push(fault);
  }

  take(): Fault | undefined {
    return this.waiting.shift();
  }
}
