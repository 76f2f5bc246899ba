import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NluOptions } from '../nlu-options.types';
import { NluUnavailableError } from '../nlu.errors';
import type { NluStatus, Understanding } from '../nlu.types';
import type { Manifest } from '../model/manifest';
import { InferenceClient, ProcessLostError } from './inference-client';
import {
  KEPT_CANDIDATES,
  type CandidateCatalogue,
  type CatalogueVectors,
  type MessageInput,
} from './protocol.types';
import { WorkQueue } from './work-queue';

/** One at work and one at hand, so that a process does not idle while its answer travels. */
const REQUESTS_AT_ONCE = 2;
const MAX_DEFAULT_PROCESSES = 4;
const KEPT_CATALOGUES = 2;
const FIRST_RESTART_DELAY_MS = 50;
const LONGEST_RESTART_DELAY_MS = 10_000;

/** The inference processes: spreads work over them, replaces lost ones, keeps them on one catalogue. */
export class InferencePool {
  private readonly logger = new Logger(InferencePool.name);
  private readonly clients = new Set<InferenceClient>();
  private readonly starting = new Set<InferenceClient>();
  private readonly messages: WorkQueue<MessageInput, Understanding>;
  private readonly catalogueTexts: WorkQueue<string, Float32Array>;
  private readonly trials: WorkQueue<Trial, Understanding>;
  private readonly texts: WorkQueue<string, Float32Array>;
  /** The keys of the candidates that a process keeps, the oldest first. */
  private readonly candidatesOf = new WeakMap<InferenceClient, string[]>();
  private readonly stopping = new AbortController();
  private readonly slots: Promise<void>[] = [];
  private catalogues: CatalogueVectors[] = [];
  private currentVersion = 0;
  private runsOfLost = 0;
  private restarts = 0;
  private providers: string[];

  constructor(
    private readonly options: NluOptions,
    private readonly manifest: Manifest,
  ) {
    this.providers = options.providers;
    this.messages = new WorkQueue(async (client, messages) => {
      const reply = await client.request({ kind: 'understand', against: this.currentVersion, messages });
      return reply.kind === 'understood' ? reply.understandings : [];
    }, this.limits());
    this.catalogueTexts = new WorkQueue(embedOn, { length: Infinity });
    this.trials = new WorkQueue(async (client, trials) => {
      const [trial] = trials;
      return trial ? this.tryOn(client, trial) : [];
    }, this.limits());
    this.texts = new WorkQueue(embedOn, { length: Infinity });
  }

  /** The size of the pool. */
  get size(): number {
    return this.options.processes || Math.min(availableParallelism(), MAX_DEFAULT_PROCESSES);
  }

  /**
   * Starts every process.
   * @throws ModelInvalidError when the model differs from its manifest
   * @throws NluUnavailableError when no provider can run it, or a process does not start
   */
  async start(): Promise<void> {
    // The first settles on a provider, and the others take the same: a message's numbers must not depend
    // on which process it meets.
    const first = await this.startClient().catch(asUnavailable);
    this.slots.push(this.keepRunning(first));
    const others = Array.from({ length: this.size - 1 }, () => this.startClient().catch(asUnavailable));
    const started = await Promise.allSettled(others);
    for (const outcome of started) {
      if (outcome.status === 'rejected') throw outcome.reason;
      this.slots.push(this.keepRunning(outcome.value));
    }
  }

  /** One message in one forward pass, on the current catalogue. */
  understand(message: MessageInput): Promise<Understanding> {
    const understanding = this.messages.add(message);
    this.dispatch();
    return understanding;
  }

  /** One message in one forward pass, on a catalogue that is not published; waits behind every other message. */
  understandAgainst(message: MessageInput, candidate: CandidateCatalogue): Promise<Understanding> {
    const understanding = this.trials.add({ message, candidate });
    this.dispatch();
    return understanding;
  }

  /** The vector of a text; waits behind every message, and behind the catalogue's texts if it is none of them. */
  embed(text: string, isOfCatalogue: boolean): Promise<Float32Array> {
    const vector = (isOfCatalogue ? this.catalogueTexts : this.texts).add(text);
    this.dispatch();
    return vector;
  }

  /** Gives every process the catalogue, and makes it the current one once all have it. One call at a time. */
  async setCatalogue(catalogue: CatalogueVectors): Promise<void> {
    const others = this.catalogues.filter(({ version }) => version !== catalogue.version);
    this.catalogues = [...others, catalogue].slice(-KEPT_CATALOGUES);
    // A process that is lost meanwhile is replaced by one that gets the kept catalogues first.
    await Promise.allSettled(
      Array.from(this.clients, (client) => client.request({ kind: 'catalogue', catalogue })),
    );
    this.currentVersion = catalogue.version;
  }

  status(): NluStatus {
    const running = Array.from(this.clients);
    return {
      sessionRuns: running.reduce((sum, client) => sum + client.runs, this.runsOfLost),
      queueLength: this.messages.length,
      restarts: this.restarts,
      retries: this.messages.retries,
      processIds: running.map(({ pid }) => pid).filter((pid) => pid !== undefined),
      provider: running.length > 0 ? this.providers[0] : undefined,
      catalogueVersion: this.currentVersion,
    };
  }

  /** Ends the processes and refuses what waits. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const queue of [this.messages, this.catalogueTexts, this.trials, this.texts]) queue.close();
    await Promise.all([...this.clients, ...this.starting].map((client) => client.stop()));
    await Promise.all(this.slots);
  }

  private dispatch(): void {
    for (;;) {
      // Customers first, then what a publication waits for, then what staff try.
      const queue = [this.messages, this.catalogueTexts, this.trials, this.texts].find(
        ({ length }) => length > 0,
      );
      const client = this.leastLoaded();
      if (!queue || !client) return;
      // On the CPU a message is a batch of its own: dynamic int8 scales over the batch, and would change answers.
      const isAlone = this.providers[0] === 'cpu' || queue === this.trials;
      const count = isAlone ? 1 : Math.max(1, this.options.maxBatch);
      void queue.dispatch(client, count).then(() => this.dispatch());
    }
  }

  private limits(): { length: number; waitMs: number } {
    const { queueLimit = 256, waitLimitMs = 10_000 } = this.options;
    return { length: queueLimit, waitMs: waitLimitMs };
  }

  private async tryOn(client: InferenceClient, { message, candidate }: Trial): Promise<Understanding[]> {
    const kept = this.candidatesOf.get(client) ?? [];
    if (!kept.includes(candidate.key)) {
      this.candidatesOf.set(client, [...kept, candidate.key].slice(-KEPT_CANDIDATES));
      // Not awaited: requests are answered in order, so the message does not come before it.
      client.request({ kind: 'candidate', candidate }).catch(() => undefined);
    }
    const reply = await client.request({ kind: 'understand', against: candidate.key, messages: [message] });
    return reply.kind === 'understood' ? reply.understandings : [];
  }

  private leastLoaded(): InferenceClient | undefined {
    const [first] = Array.from(this.clients)
      .filter(({ load }) => load < REQUESTS_AT_ONCE)
      .sort((a, b) => a.load - b.load);
    return first;
  }

  /** Waits for the process's end and replaces it, until the pool stops. */
  private async keepRunning(first: InferenceClient): Promise<void> {
    let client: InferenceClient | undefined = first;
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      if (client) {
        const reason = await client.lost;
        this.clients.delete(client);
        this.runsOfLost += client.runs;
        if (this.stopping.signal.aborted) return;
        failures = client.runs > 0 ? 1 : failures + 1;
        this.logger.warn(`An inference process is replaced: ${reason}`);
      } else {
        failures += 1;
      }
      this.restarts += 1;
      await this.backOff(failures);
      client = await this.startClient().catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.logger.error(`No inference process starts: ${String(error)}`);
        return undefined;
      });
    }
  }

  private async backOff(failures: number): Promise<void> {
    const ms = Math.min(LONGEST_RESTART_DELAY_MS, FIRST_RESTART_DELAY_MS * 2 ** (failures - 1));
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Resolves once the process has model and catalogues and takes part. */
  private async startClient(): Promise<InferenceClient> {
    if (this.stopping.signal.aborted) throw new NluUnavailableError('The service is stopping');
    const { modelDir, timeLimitMs = 2_000 } = this.options;
    const { manifest, providers } = this;
    const client = new InferenceClient(
      { kind: 'start', modelDir, manifest, providers },
      timeLimitMs,
      ({ provider, reason, isLast }) => {
        const text = `The provider ${provider} cannot run the model: ${reason}`;
        if (isLast) this.logger.error(text);
        else this.logger.warn(text);
      },
    );
    this.starting.add(client);
    try {
      this.providers = [await client.ready];
    } finally {
      this.starting.delete(client);
    }
    for (const catalogue of this.catalogues) {
      // Not awaited: requests are answered in order, so no message comes before its catalogue.
      client.request({ kind: 'catalogue', catalogue }).catch(() => undefined);
    }
    this.clients.add(client);
    this.dispatch();
    return client;
  }
}

/** A message with the catalogue that it is tried on. */
interface Trial {
  message: MessageInput;
  candidate: CandidateCatalogue;
}

async function embedOn(client: InferenceClient, texts: string[]): Promise<Float32Array[]> {
  const reply = await client.request({ kind: 'embed', texts });
  return reply.kind === 'embedded' ? reply.vectors : [];
}

function asUnavailable(cause: unknown): never {
  if (cause instanceof ProcessLostError)
    throw new NluUnavailableError('No inference process starts', { cause });
  throw cause;
}
