import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common';
import { DialogPort, type IncomingMessage } from '../../dialog';
import { AnswerService } from '../answer.service';
import { Problem } from '../http/problem';
import { isPassing } from '../http/problem-of';
import { OutboxDrainerService } from '../outbox/outbox-drainer.service';
import { OutboxStore } from '../outbox/outbox.store';

export interface TurnTimes {
  answerWithinMs: number;
  /** Before each further attempt of a late turn that could not be taken. */
  retryPausesMs: readonly number[];
  /** At shutdown, for the turns under way. */
  endWithinMs: number;
}

/** DI token of the `TurnTimes`. */
export const TURN_TIMES = Symbol('TURN_TIMES');

export const USUAL_TURN_TIMES: TurnTimes = {
  // Direct Line and Teams give up after 15 seconds; after these we answer, and the turn goes on.
  answerWithinMs: 10_000,
  retryPausesMs: [1_000, 2_000, 4_000],
  endWithinMs: 20_000,
};

type Message = IncomingMessage & { messageId: string };

/**
 * Turns whose replies the outbox delivers. One that outlives the answer to its activity is seen through to a reply,
 * for the channel will not send it again; at shutdown all are waited for, while the model and the database still work.
 */
@Injectable()
export class LateTurnsService implements OnApplicationShutdown {
  private readonly logger = new Logger(LateTurnsService.name);
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    @Inject(DialogPort) private readonly dialog: DialogPort,
    @Inject(AnswerService) private readonly answers: AnswerService,
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(OutboxDrainerService) private readonly drainer: OutboxDrainerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(TURN_TIMES) private readonly times: TurnTimes,
  ) {}

  /**
   * Resolves when the turn has ended, or takes so long that its activity has to be answered now.
   * Rejects as the turn does, if it does so by then.
   */
  async take(message: Message): Promise<void> {
    const answered = this.answers.answer(message);
    this.watch(answered);
    if (await isLate(answered, this.times.answerWithinMs)) this.watch(this.seeThrough(message, answered));
    else void this.drainer.drain(message.conversationId);
  }

  /** Comes before the model, the database and the outbox end: this folder depends on them. */
  async onApplicationShutdown(): Promise<void> {
    const deadline = performance.now() + this.times.endWithinMs;
    while (this.underWay.size > 0) {
      const ended = Promise.allSettled([...this.underWay]);
      if (!(await isLate(ended, deadline - performance.now()))) continue;
      this.logger.error({ turns: this.underWay.size }, 'turns did not end before the service did');
      return;
    }
  }

  private watch(turn: Promise<unknown>): void {
    const watched = turn.catch(() => undefined).finally(() => this.underWay.delete(watched));
    this.underWay.add(watched);
  }

  private async seeThrough(message: Message, answered: Promise<unknown>): Promise<void> {
    try {
      await this.answerAtLast(message, answered);
    } catch (error) {
      this.logger.error({ error }, 'a turn failed after its activity was answered');
      // What is refused, such as the token of another customer, is no trouble of ours.
      if (error instanceof Problem) return;
      await this.apologise(message).catch((failure: unknown) =>
        this.logger.error({ error: failure }, 'a customer could not be told that a turn failed'),
      );
    }
    await this.drainer.drain(message.conversationId);
  }

  private async answerAtLast(message: Message, first: Promise<unknown>): Promise<void> {
    let answered = first;
    for (const pauseMs of this.times.retryPausesMs) {
      try {
        await answered;
        return;
      } catch (error) {
        if (!isPassing(error)) throw error;
        await pause(pauseMs);
        answered = this.answers.answerAgain(message);
      }
    }
    await answered;
  }

  private async apologise({ conversationId, messageId, locale, replyAddress }: Message): Promise<void> {
    const reply = await this.dialog.prompt('system_trouble', {
      conversationId,
      channel: 'botframework',
      locale: locale ?? 'en',
    });
    const payload = { ...reply, replyAddress, onceKey: `system_trouble:${messageId}` };
    await this.outbox.add(conversationId, 'botframework', payload, this.clock.now());
  }
}

/** True when the work has not ended after so long; rejects as the work does by then. */
async function isLate(work: Promise<unknown>, afterMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const isTime = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), afterMs);
  });
  return Promise.race([work.then(() => false), isTime]).finally(() => clearTimeout(timer));
}
