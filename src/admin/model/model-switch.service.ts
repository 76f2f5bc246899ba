import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common';
import { StoredeskConfig } from '../../config';
import { NluService, type ModelName, type PreparedModel } from '../../nlu';
import { Announcements } from '../../storage';
import type { Actor } from '../access/actor';
import { ModelChoiceStore, type ModelChoice } from './model-choice-store';
import { ModelUnknownError } from './model.errors';

/** For choices that no announcement was heard of. */
const POLL_MS = 5_000;
/** Loading a model takes seconds of every core: one that failed is not tried again at once. */
const RETRY_MS = 60_000;

/** The model of this replica, and whether an admin chose it. */
export interface ModelInUse extends ModelName {
  directory: string;
  /** That of the settings. */
  configured: string;
  /** Null: none was, under these settings. */
  chosen: { directory: string; by: string; at: Date } | null;
}

/** What came of a choice. */
export interface ChosenModel extends ModelName {
  directory: string;
  /** Messages of its parity file that it answers as written there; null: it has none. */
  parityCases: number | null;
}

/**
 * Changes this replica to the model that an admin chose, on whichever replica, while customers chat. Models are
 * directories beside the one in the settings.
 */
@Injectable()
export class ModelSwitchService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ModelSwitchService.name);
  private readonly models: string;
  private readonly configured: string;
  private directory: string;
  /** Of the choice that this replica follows; 0: none. */
  private revision = 0;
  private failed: { revision: number; at: number } | undefined;
  /** One at a time. */
  private switching: Promise<unknown> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private poll: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly nlu: NluService,
    private readonly choices: ModelChoiceStore,
    private readonly announcements: Announcements,
    private readonly clock: Clock,
    config: StoredeskConfig,
  ) {
    const modelDir = resolve(config.nlu.modelDir);
    this.models = dirname(modelDir);
    this.configured = basename(modelDir);
    this.directory = this.configured;
  }

  /** Here, so that the catalogue's vectors are computed by the chosen model alone. */
  async onModuleInit(): Promise<void> {
    await this.follow();
    this.stopListening = this.announcements.listen('model', () => void this.follow());
    this.poll = setInterval(() => void this.follow(), POLL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
    this.stopListening?.();
    await this.switching.catch(() => undefined);
  }

  async inUse(): Promise<ModelInUse> {
    const { directory, configured } = this;
    const choice = await this.choices.latest(configured);
    const chosen = choice ? { directory: choice.directory, by: choice.by, at: choice.at } : null;
    return { directory, ...this.nlu.modelName(), configured, chosen };
  }

  /**
   * Takes the model of that directory in use, on this replica before it resolves and on the others soon after.
   * Whatever fails before it is recorded changes nothing.
   * @throws ModelUnknownError, ModelInvalidError, NluUnavailableError
   */
  choose(actor: Actor, directory: string): Promise<ChosenModel> {
    return this.inTurn(async () => {
      const prepared = await this.prepare(directory);
      const { name, version, parityCases } = prepared;
      await this.useOrDiscard(prepared, directory, () =>
        this.choices.record(actor, {
          directory: [this.directory, directory],
          name,
          version,
          configured: this.configured,
        }),
      );
      return { directory, name, version, parityCases };
    });
  }

  /** Looks for a choice that this replica does not follow yet; one look at a time is enough. */
  private follow(): Promise<void> {
    this.waiting ??= this.inTurn(async () => {
      this.waiting = undefined;
      await this.takeOver();
    }).catch((error: unknown) => {
      this.logger.warn(`The choice of a model could not be read: ${(error as Error).name}`);
    });
    return this.waiting;
  }

  private async takeOver(): Promise<void> {
    const choice = await this.choices.latest(this.configured);
    if (!choice || choice.revision === this.revision || this.hasJustFailed(choice)) return;
    const { directory, revision } = choice;
    // At the start it is loaded already.
    if (this.revision === 0 && directory === this.directory) {
      this.revision = revision;
      return;
    }
    try {
      await this.useOrDiscard(await this.prepare(directory), directory, () => Promise.resolve(revision));
    } catch (error) {
      this.failed = { revision, at: this.clock.now().getTime() };
      const kept = `${this.directory} stays in use`;
      this.logger.error({ error }, `The chosen model ${directory} cannot be used, ${kept}`);
    }
  }

  private hasJustFailed({ revision }: ModelChoice): boolean {
    const { failed } = this;
    return failed?.revision === revision && this.clock.now().getTime() < failed.at + RETRY_MS;
  }

  private async prepare(directory: string): Promise<PreparedModel> {
    const modelDir = join(this.models, directory);
    const found = await stat(modelDir).catch(() => undefined);
    if (!found?.isDirectory()) throw new ModelUnknownError(`There is no directory ${modelDir}`);
    return this.nlu.prepareModel(modelDir);
  }

  private async useOrDiscard(
    prepared: PreparedModel,
    directory: string,
    record: () => Promise<number>,
  ): Promise<void> {
    try {
      const revision = await record();
      await prepared.use();
      Object.assign(this, { directory, revision });
    } catch (error) {
      await prepared.discard();
      throw error;
    }
    this.logger.log(`Messages are understood by ${prepared.name} ${prepared.version} of ${directory}`);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const working = this.switching.then(work);
    this.switching = working.catch(() => undefined);
    return working;
  }
}
