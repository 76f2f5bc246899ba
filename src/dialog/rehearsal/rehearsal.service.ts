import { Inject, Injectable } from '@nestjs/common';
import { TransactionRollbackError } from 'drizzle-orm';
import { Clock } from '../../common';
import { NluPort, type Understanding } from '../../nlu';
import { DATABASE, DATABASE_SESSIONS, type Database, type Transaction } from '../../storage';
import { StagePort } from '../../storefront';
import { CataloguePort, TemplateInvalidError, type Catalogue } from '../../templates';
import { ConversationQueue } from '../conversation-queue';
import { TurnService } from '../turn.service';
import { AskedAhead } from './asked-ahead';
import { Attempt, type Cast } from './attempt';
import { EarlierContexts } from './earlier-contexts';
import { RehearsalBusyError, RehearsalTimeoutError } from './rehearsal.errors';
import { RehearsalPort, type Played, type Rehearsal } from './rehearsal.port';

/** Trials that may wait for their turn. */
const MOST_WAITING = 100;
/** For one conversation, once it is its turn. */
const TIME_LIMIT_MS = 20_000;
/** After so long no other conversation begins on a stage, and other trials get their turn. */
const STAGE_LIMIT_MS = 500;
/** The same where the database has one session: customers wait for the transaction to end. */
const ALONE_STAGE_LIMIT_MS = 150;
/** Of this conversation and the next the model is asked ahead; not of more, as what nobody foresaw waits behind them. */
const AHEAD = 2;

/**
 * Plays conversations in transactions that are rolled back. A message is understood in the light of the reply before
 * it, so the model is needed in the middle of the transaction. Its answer takes milliseconds and is waited for there;
 * if the model is busy, the transaction ends, the answer is awaited without it, and the conversation is played again
 * from its beginning with all that has been understood by then. So no connection is held for a busy model. A
 * conversation that was played before mostly goes the same way, so the model is asked for its messages ahead.
 */
@Injectable()
export class RehearsalService extends RehearsalPort {
  private readonly queue = new ConversationQueue();
  private readonly cast: Cast;
  private readonly earlier = new EarlierContexts();
  private readonly stageLimitMs: number;
  private waiting = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(DATABASE_SESSIONS) sessions: number,
    private readonly nlu: NluPort,
    private readonly catalogue: CataloguePort,
    stage: StagePort,
    turns: TurnService,
    clock: Clock,
  ) {
    super();
    this.cast = { stage, turns, clock };
    this.stageLimitMs = sessions === 1 ? ALONE_STAGE_LIMIT_MS : STAGE_LIMIT_MS;
  }

  override async play(rehearsal: Rehearsal): Promise<Played> {
    const [played] = await this.playAll([rehearsal]);
    if (!played) throw new RehearsalTimeoutError('not played');
    return played;
  }

  override async playAll(rehearsals: Rehearsal[], end = Infinity): Promise<Played[]> {
    if (this.waiting >= MOST_WAITING) throw new RehearsalBusyError(`${this.waiting} trials are waiting`);
    this.waiting += 1;
    const published = this.catalogue.onTrial([]);
    const all = rehearsals.map((rehearsal) => ({
      ...rehearsal,
      catalogue: rehearsal.catalogue ?? published,
    }));
    const model = new AskedAhead(this.nlu);
    const played: Played[] = [];
    try {
      while (played.length < all.length && performance.now() < end) {
        const left = all.slice(played.length);
        // Other trials get their turn in between.
        played.push(...(await this.queue.run('trials', () => this.playSome(left, model, end))));
      }
      return played;
    } finally {
      this.waiting -= 1;
    }
  }

  /** At least the first of them. */
  private async playSome(rehearsals: Cataloged[], model: AskedAhead, end: number): Promise<Played[]> {
    const limit = performance.now() + TIME_LIMIT_MS;
    const understood = await this.understandFirst(rehearsals[0], model);
    for (;;) {
      const { played, pending } = await this.playOnOneStage(rehearsals, model, understood, end);
      if (played.length > 0) return played;
      if (performance.now() > limit) throw new RehearsalTimeoutError(`not played in ${TIME_LIMIT_MS} ms`);
      if (pending) understood.push(await pending);
    }
  }

  /** The first message needs no reply before it, so it is understood before there is a transaction. */
  private async understandFirst(
    rehearsal: Cataloged | undefined,
    model: AskedAhead,
  ): Promise<Understanding[]> {
    if (!rehearsal) return [];
    const { steps, catalogue, context = '' } = rehearsal;
    const index = steps.findIndex(({ kind }) => kind === 'customer');
    const first = steps[index];
    if (first?.kind !== 'customer') return [];
    try {
      const added = steps
        .slice(0, index)
        .flatMap((step) => (step.kind === 'template' ? [{ template: step.definition }] : []));
      // A catalogue of its own would be one more whose texts have to be told apart from all others'.
      const heardWith = added.length > 0 ? catalogue.onTrial(added) : catalogue;
      return [await model.understand(first.text, context, heardWith.texts())];
    } catch (error) {
      // The attempt says of which step.
      if (error instanceof TemplateInvalidError) return [];
      throw error;
    }
  }

  /**
   * Plays as many as a transaction should last for, each rolled back before the next: to set the stage takes as long
   * as a conversation. `understood` is of the first. None, and what is `pending`, where the first is interrupted.
   */
  private async playOnOneStage(
    rehearsals: Cataloged[],
    model: AskedAhead,
    understood: Understanding[],
    end: number,
  ): Promise<{ played: Played[]; pending?: Promise<Understanding> }> {
    const played: Played[] = [];
    let pending: Promise<Understanding> | undefined;
    await rolledBack(this.database, async (tx) => {
      const [first] = rehearsals;
      if (!first) return;
      const shop = await this.cast.stage.set(tx, first.stage);
      const until = Math.min(end, performance.now() + this.stageLimitMs);
      for (const [i, rehearsal] of rehearsals.entries()) {
        if (i > 0 && (rehearsal.stage !== first.stage || performance.now() > until)) return;
        this.askAhead(rehearsals.slice(i, i + AHEAD), model);
        const attempt = await rolledBack(tx, (inner) =>
          Attempt.play(this.cast, inner, shop, model, i === 0 ? understood : [], rehearsal),
        );
        if ('pending' in attempt) {
          pending = attempt.pending;
          return;
        }
        played.push(attempt.played);
        this.earlier.remember(rehearsal, attempt.contexts);
      }
    });
    return { played, pending };
  }

  private askAhead(rehearsals: Cataloged[], model: AskedAhead): void {
    for (const rehearsal of rehearsals)
      model.ask(rehearsal.steps, this.earlier.of(rehearsal), rehearsal.catalogue);
  }
}

type Cataloged = Rehearsal & { catalogue: Catalogue };

/** What `work` gives; what it wrote is undone. */
async function rolledBack<T>(
  database: Database | Transaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const results: T[] = [];
  try {
    await database.transaction(async (tx) => {
      results.push(await work(tx));
      tx.rollback();
    });
  } catch (error) {
    if (!(error instanceof TransactionRollbackError)) throw error;
  }
  return results[0] as T;
}
