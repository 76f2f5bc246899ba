import { AppError, type Clock } from '../../common';
import type { Understanding } from '../../nlu';
import type { Transaction } from '../../storage';
import type { ShopFacts, StagePort } from '../../storefront';
import { TemplateInvalidError, type Catalogue } from '../../templates';
import type { TurnService } from '../turn.service';
import type { AskedAhead } from './asked-ahead';
import type { Played, PlayedStep, Rehearsal, RehearsalStep } from './rehearsal.port';
import { RehearsedConversation } from './rehearsed-conversation';
import { countRows, whyNotCountable } from './row-count';

/** So long the model is waited for while a connection is held; it takes some milliseconds unless it is busy. */
const PATIENCE_MS = 100;
/** As long as a customer's token may well last. */
const SIGNED_IN_MS = 3_600_000;

/** What a conversation is played with, whichever it is. */
export interface Cast {
  stage: StagePort;
  turns: TurnService;
  clock: Clock;
}

/** The model did not answer at once: wait for it elsewhere, then try again. */
export interface Interrupted {
  pending: Promise<Understanding>;
}

/** Played to its end, or to a step that failed; `contexts`: what the bot had said before each message. */
export interface Completed {
  played: Played;
  contexts: string[];
}

/** One attempt to play a rehearsal in a transaction, with what has been understood in the attempts before. */
export class Attempt {
  private readonly conversation: RehearsedConversation;
  private readonly contexts: string[] = [];

  private constructor(
    private readonly cast: Cast,
    private readonly tx: Transaction,
    private readonly shop: ShopFacts,
    private catalogue: Catalogue,
    private readonly model: AskedAhead,
    private readonly understood: Understanding[],
    { channel = 'rest', locale = catalogue.defaultLocale, context }: Rehearsal,
  ) {
    this.conversation = new RehearsedConversation(channel, locale, context);
  }

  /** Plays on a stage that is set, `shop` its facts. */
  static async play(
    cast: Cast,
    tx: Transaction,
    shop: ShopFacts,
    model: AskedAhead,
    understood: Understanding[],
    rehearsal: Rehearsal & { catalogue: Catalogue },
  ): Promise<Completed | Interrupted> {
    const { catalogue, steps } = rehearsal;
    return new Attempt(cast, tx, shop, catalogue, model, understood, rehearsal).playAll(steps);
  }

  private async playAll(steps: RehearsalStep[]): Promise<Completed | Interrupted> {
    const played: PlayedStep[] = [];
    for (const step of steps) {
      const result = await this.playOne(step);
      if ('pending' in result) return result;
      played.push(result);
      if (result.kind === 'failed') break;
    }
    return { played: { catalogue: this.catalogue, steps: played }, contexts: this.contexts };
  }

  private async playOne(step: RehearsalStep): Promise<PlayedStep | Interrupted> {
    switch (step.kind) {
      case 'customer':
        return this.hear(step.text);
      case 'token':
        return this.signIn(step.email);
      case 'sender':
        this.conversation.senderId = step.senderId;
        return DONE;
      case 'new_conversation':
        this.conversation.begin();
        return DONE;
      case 'template':
        return this.add(step.definition);
      case 'rows': {
        const reason = whyNotCountable(step);
        if (reason) return { kind: 'failed', code: 'ROWS_UNKNOWN', reason };
        return { kind: 'counted', count: await countRows(this.tx, step) };
      }
    }
  }

  private async hear(text: string): Promise<PlayedStep | Interrupted> {
    const heard = this.contexts.length;
    const understanding = this.understood[heard] ?? (await this.understand(text));
    if ('pending' in understanding) return understanding;
    this.understood[heard] = understanding;
    this.contexts.push(this.conversation.context);
    const { tx, shop, catalogue } = this;
    try {
      const now = this.cast.clock.now();
      const replies = await this.conversation.hear(this.cast.turns, text, {
        tx,
        understanding,
        catalogue,
        shop,
        // Nobody gets a mail of what is rolled back.
        guestProof: 'email',
        now,
      });
      return { kind: 'answered', understanding, replies };
    } catch (error) {
      // A customer would be told of trouble and passed on; here the trouble itself is of interest.
      if (error instanceof AppError) return { kind: 'failed', code: error.code, reason: error.message };
      throw error;
    }
  }

  private async understand(text: string): Promise<Understanding | Interrupted> {
    const texts = this.catalogue.texts();
    const pending = this.model.understand(text, this.conversation.context, texts);
    let timer: NodeJS.Timeout | undefined;
    const interrupted = new Promise<Interrupted>((resolve) => {
      timer = setTimeout(() => resolve({ pending }), PATIENCE_MS);
    });
    // Should it fail while the transaction is being rolled back, whoever waits for it afterwards still hears of it.
    pending.catch(() => undefined);
    return Promise.race([pending, interrupted]).finally(() => clearTimeout(timer));
  }

  private async signIn(email: string): Promise<PlayedStep> {
    const customer = await this.cast.stage.findCustomer(this.tx, email);
    if (!customer)
      return {
        kind: 'failed',
        code: 'CUSTOMER_UNKNOWN',
        reason: `There is no customer with the e-mail ${email}.`,
      };
    const expiresAt = new Date(this.cast.clock.now().getTime() + SIGNED_IN_MS).toISOString();
    this.conversation.customer = { ...customer, expiresAt };
    return DONE;
  }

  private add(template: unknown): PlayedStep {
    try {
      this.catalogue = this.catalogue.onTrial([{ template }]);
    } catch (error) {
      if (!(error instanceof TemplateInvalidError)) throw error;
      return { kind: 'failed', code: error.code, reason: error.message };
    }
    return DONE;
  }
}

const DONE = { kind: 'done' } as const;
