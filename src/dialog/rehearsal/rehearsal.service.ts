import { Inject, Injectable } from '@nestjs/common';
import { TransactionRollbackError } from 'drizzle-orm';
import { Clock } from '../../common';
import { NluPort, type Understanding } from '../../nlu';
import { DATABASE, type Database } from '../../storage';
import { StagePort, StorefrontPort } from '../../storefront';
import { CataloguePort, TemplateInvalidError, type Catalogue } from '../../templates';
import { ConversationQueue } from '../conversation-queue';
import { NeedFillingService } from '../need-filling.service';
import { Attempt, type Cast, type Interrupted } from './attempt';
import { RehearsalBusyError, RehearsalTimeoutError } from './rehearsal.errors';
import { RehearsalPort, type Played, type Rehearsal } from './rehearsal.port';

/** Trials that may wait for their turn. */
const MOST_WAITING = 100;
/** For one conversation, once it is its turn. */
const TIME_LIMIT_MS = 20_000;

/**
 * Plays conversations in transactions that are rolled back. A message is understood in the light of the reply before
 * it, so the model is needed in the middle of the transaction. Its answer takes milliseconds and is waited for there;
 * if the model is busy, the transaction ends, the answer is awaited without it, and the conversation is played again
 * from its beginning with all that has been understood by then. So no connection is held for a busy model.
 */
@Injectable()
export class RehearsalService extends RehearsalPort {
  private readonly queue = new ConversationQueue();
  private readonly cast: Cast;
  private waiting = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly nlu: NluPort,
    private readonly catalogue: CataloguePort,
    storefront: StorefrontPort,
    stage: StagePort,
    needs: NeedFillingService,
    clock: Clock,
  ) {
    super();
    this.cast = { nlu, storefront, stage, needs, clock };
  }

  async play(rehearsal: Rehearsal): Promise<Played> {
    const catalogue = rehearsal.catalogue ?? this.catalogue.onTrial([]);
    if (this.waiting >= MOST_WAITING) throw new RehearsalBusyError(`${this.waiting} trials are waiting`);
    this.waiting += 1;
    try {
      return await this.queue.run('trials', () => this.playOn(catalogue, rehearsal));
    } finally {
      this.waiting -= 1;
    }
  }

  private async playOn(catalogue: Catalogue, rehearsal: Rehearsal): Promise<Played> {
    const end = performance.now() + TIME_LIMIT_MS;
    const understood = await this.understandFirst(catalogue, rehearsal);
    for (;;) {
      const played = await this.attempt(catalogue, understood, rehearsal);
      if ('steps' in played) return played;
      if (performance.now() > end) throw new RehearsalTimeoutError(`not played in ${TIME_LIMIT_MS} ms`);
      understood.push(await played.pending);
    }
  }

  /** The first message needs no reply before it, so it is understood before there is a transaction. */
  private async understandFirst(
    catalogue: Catalogue,
    { steps, context = '' }: Rehearsal,
  ): Promise<Understanding[]> {
    const index = steps.findIndex(({ kind }) => kind === 'customer');
    const first = steps[index];
    if (first?.kind !== 'customer') return [];
    try {
      const added = steps
        .slice(0, index)
        .flatMap((step) => (step.kind === 'template' ? [{ template: step.definition }] : []));
      // A catalogue of its own would be one more whose texts have to be told apart from all others'.
      const heardWith = added.length > 0 ? catalogue.onTrial(added) : catalogue;
      return [await this.nlu.understandAgainst(first.text, context, heardWith.texts())];
    } catch (error) {
      // The attempt says of which step.
      if (error instanceof TemplateInvalidError) return [];
      throw error;
    }
  }

  private async attempt(
    catalogue: Catalogue,
    understood: Understanding[],
    rehearsal: Rehearsal,
  ): Promise<Played | Interrupted> {
    const attempts: (Played | Interrupted)[] = [];
    const rolledBack = this.database.transaction(async (tx) => {
      attempts.push(await Attempt.play(this.cast, tx, catalogue, understood, rehearsal));
      tx.rollback();
    });
    await rolledBack.catch((error: unknown) => {
      if (!(error instanceof TransactionRollbackError)) throw error;
    });
    const [attempt] = attempts;
    if (!attempt) throw new RehearsalTimeoutError('the transaction ended before the conversation');
    return attempt;
  }
}
