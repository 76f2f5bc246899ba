import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from '../../common';
import { Announcements } from '../../storage';
import { LateOrdersService, NoticeQueueService } from '../../storefront';
import { DIALOG_OPTIONS, type DialogOptions } from '../dialog.options';
import { NoticeTellerService } from './notice-teller.service';

/** Looked for at once; the rest come right after. */
const ROUND = 50;
/** For what is in no hurry: a day that passes can be told a little later. */
const CHORES_MS = 60_000;

/** Has notices told as they come: announced by whoever added them, and looked for now and then. */
@Injectable()
export class NoticeWorkerService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(NoticeWorkerService.name);
  private readonly pollMs: number;
  private timer?: NodeJS.Timeout;
  private stopListening?: () => void;
  private looking?: Promise<void>;
  private round?: Promise<void>;
  /** Something may have come since the round that is running began. */
  private isDue = false;
  private isStopping = false;
  private choresAt = -Infinity;

  constructor(
    @Inject(DIALOG_OPTIONS) options: DialogOptions,
    private readonly clock: Clock,
    private readonly announcements: Announcements,
    private readonly queue: NoticeQueueService,
    private readonly lateOrders: LateOrdersService,
    private readonly teller: NoticeTellerService,
  ) {
    this.pollMs = options.notices.pollMs;
  }

  onApplicationBootstrap(): void {
    if (this.pollMs === 0) return;
    this.stopListening = this.announcements.listen('notices', () => void this.tellDue());
    this.timer = setInterval(() => {
      this.looking = this.look();
    }, this.pollMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.stopListening?.();
    this.isStopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.looking;
    await this.round;
  }

  /** Tells what is due, and what becomes due meanwhile; never rejects. */
  tellDue(): Promise<void> {
    this.isDue = true;
    this.round ??= this.tellAll()
      .catch((error: unknown) => this.logger.error({ error }, 'notices could not be read'))
      .finally(() => (this.round = undefined));
    return this.round;
  }

  private async look(): Promise<void> {
    const now = this.clock.now();
    if (now.getTime() - this.choresAt >= CHORES_MS && !this.isStopping) {
      this.choresAt = now.getTime();
      await this.doChores(now).catch((error: unknown) =>
        this.logger.error({ error }, 'late orders and old notices could not be read'),
      );
    }
    await this.tellDue();
  }

  private async doChores(now: Date): Promise<void> {
    await this.lateOrders.look();
    await this.queue.forgetDone(now);
  }

  private async tellAll(): Promise<void> {
    while (this.isDue && !this.isStopping) {
      this.isDue = false;
      const due = await this.queue.due(this.clock.now(), ROUND);
      let told = 0;
      for (const about of due) if (!this.isStopping && (await this.tell(about))) told += 1;
      // What another replica is at stays due until it is done; it is not waited for.
      if (due.length === ROUND && told > 0) this.isDue = true;
    }
  }

  private async tell(about: string): Promise<boolean> {
    try {
      return await this.teller.tell(about);
    } catch (error) {
      const isGivenUp = await this.queue.fail(about, this.clock.now());
      // Without what it is about: that is a customer's order.
      const said = isGivenUp
        ? 'a notice was given up; its customer was not told'
        : 'a notice could not be told yet';
      this.logger.warn({ error }, said);
      return true;
    }
  }
}
