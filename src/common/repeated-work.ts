import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

/** When work is done again; without `everyMs` never by itself, which is for tests and for what is switched off. */
export interface Repetition {
  everyMs?: number;
  /** Soon after the start, too: not every service runs for long. */
  firstAfterMs?: number;
}

/**
 * Work that a service does in rounds, now and then. There is one round at a time, a failed one is logged and the next
 * begins as if nothing had been, and none is left behind when the service stops: a round looks at `isStopping`.
 */
export abstract class RepeatedWork
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  protected readonly logger = new Logger(this.constructor.name);
  protected readonly stopping = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private running?: Promise<void>;

  /** @param whenItFails what the log then says */
  constructor(
    private readonly repetition: Repetition,
    private readonly whenItFails: string,
  ) {}

  onApplicationBootstrap(): void {
    const { everyMs, firstAfterMs } = this.repetition;
    if (everyMs === undefined) return;
    this.timers.push(setInterval(() => void this.runRound(), everyMs).unref());
    if (firstAfterMs !== undefined) {
      this.timers.push(setTimeout(() => void this.runRound(), firstAfterMs).unref());
    }
  }

  beforeApplicationShutdown(): void {
    this.timers.forEach((timer) => clearInterval(timer));
    this.stopping.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  /** Never rejects; a round that still runs is joined. */
  protected runRound(): Promise<void> {
    this.running ??= this.round()
      .catch((error: unknown) => this.logger.error({ error }, this.whenItFails))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  protected get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  protected abstract round(): Promise<void>;
}
