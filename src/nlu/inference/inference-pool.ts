import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NluOptions } from '../nlu-options.types';
import { NluUnavailableError } from '../nlu.errors';
import type { NluStatus, Understanding } from '../nlu.types';
import type { Manifest } from '../model/manifest';
import { InferenceClient, ProcessLostError } from './inference-client';
import type { CatalogueVectors, MessageInput } from './protocol.types';
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
  private readonly texts: WorkQueue<string, Float32Array>;
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
    this.messages = new WorkQueue(
      async (client, messages) => {
        const { currentVersion: catalogueVersion } = this;
        const reply = await client.request({ kind: 'understand', catalogueVersion, messages });
        return reply.kind === 'understood' ? reply.understandings : [];
      },
      { length: options.queueLimit ?? 256, waitMs: options.waitLimitMs ?? 10_000 },
    );
    this.texts = new WorkQueue(
      async (client, texts) => {
        const reply = await client.request({ kind: 'embed', texts });
        return reply.kind === 'embedded' ? reply.vectors : [];
      },
      { length: Infinity },
    );
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

  /** The vector of a text; waits behind every message. */
  embed(text: string): Promise<Float32Array> {
    const vector = this.texts.add(text);
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
    this.messages.close();
    this.texts.close();
    await Promise.all([...this.clients, ...this.starting].map((client) => client.stop()));
    await Promise.all(this.slots);
  }

  private dispatch(): void {
    for (;;) {
      const queue = this.messages.length > 0 ? this.messages : this.texts;
      const client = this.leastLoaded();
      if (queue.length === 0 || !client) return;
      // On the CPU a message is a batch of its own: dynamic int8 scales over the batch, and would change answers.
      const count = this.providers[0] === 'cpu' ? 1 : Math.max(1, this.options.maxBatch);
      void queue.dispatch(client, count).then(() => this.dispatch());
    }
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

function asUnavailable(cause: unknown): never {
  if (cause instanceof ProcessLostError)
    throw new NluUnavailableError('No inference process starts', { cause });
  throw cause;
}
