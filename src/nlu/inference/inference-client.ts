import { fork, type ChildProcess } from 'node:child_process';
import { AppError } from '../../common';
import { ModelInvalidError } from '../nlu.errors';
import type {
  FromProcess,
  ProcessReply,
  ProcessRequest,
  ProviderFailure,
  StartMessage,
} from './protocol.types';

/** The process ended before it answered. */
export class ProcessLostError extends AppError {
  readonly code = 'NLU_PROCESS_LOST';

  /** `isCulprit`: it was at this request when it ended, not at one before. */
  constructor(
    reason: string,
    readonly isCulprit: boolean,
  ) {
    super(`An inference process was lost: ${reason}`);
  }
}

interface Pending {
  resolve: (reply: ProcessReply) => void;
  reject: (error: ProcessLostError) => void;
}

/** Loading a large model from a slow disk takes its time. */
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 2_000;

/** The parent's end of one inference process: requests out, replies back in order, killed when it hangs. */
export class InferenceClient {
  /**
   * Resolves with the provider once requests may follow.
   * Rejects with ModelInvalidError when the model differs from its manifest, with ProcessLostError otherwise.
   */
  readonly ready: Promise<string>;
  /** Resolves with the reason once the process can answer no more. */
  readonly lost: Promise<string>;
  /** Forward passes reported so far. */
  runs = 0;
  private readonly pending: Pending[] = [];
  private readonly child: ChildProcess;
  private timer: NodeJS.Timeout;
  private isLost = false;
  private lastWords: string | undefined;
  private settleReady!: { resolve: (provider: string) => void; reject: (error: AppError) => void };
  private resolveLost!: (reason: string) => void;

  constructor(
    private readonly start: StartMessage,
    private readonly timeLimitMs: number,
    private readonly onProviderFailure: (failure: ProviderFailure) => void,
  ) {
    this.ready = new Promise((resolve, reject) => (this.settleReady = { resolve, reject }));
    this.lost = new Promise((resolve) => (this.resolveLost = resolve));
    this.child = forkProcess();
    this.child.on('message', (message: FromProcess) => this.hear(message));
    this.child.on('exit', (code, signal) => this.loseAfterLastWords(`it ended with ${signal ?? code}`));
    this.child.on('error', (error) => this.lose(String(error)));
    this.timer = setTimeout(() => this.kill('it did not start in time'), START_LIMIT_MS);
    this.child.send(start);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Requests not answered yet. */
  get load(): number {
    return this.pending.length;
  }

  /** @throws ProcessLostError when the process ends, or is killed for a hang, before it answers */
  request(request: ProcessRequest): Promise<ProcessReply> {
    return new Promise((resolve, reject) => {
      if (this.isLost) {
        reject(new ProcessLostError('it had ended', false));
        return;
      }
      this.pending.push({ resolve, reject });
      if (this.pending.length === 1) this.watchFirst();
      this.child.send(request);
    });
  }

  /** Ends the process; what is pending is rejected. */
  async stop(): Promise<void> {
    if (this.isLost) return;
    this.lastWords = 'it was stopped';
    this.child.kill('SIGTERM');
    const kill = setTimeout(() => this.kill('it was stopped'), STOP_LIMIT_MS);
    await this.lost;
    clearTimeout(kill);
  }

  private hear(message: FromProcess): void {
    if (this.isLost) return;
    switch (message.kind) {
      case 'answer':
        this.runs += message.runs;
        this.pending.shift()?.resolve(message.reply);
        this.watchFirst();
        break;
      case 'ready':
        this.watchFirst();
        this.settleReady.resolve(message.provider);
        break;
      case 'misfit':
        this.settleReady.reject(new ModelInvalidError(this.start.modelDir, message.failures));
        break;
      case 'provider_failed':
        this.onProviderFailure(message);
        break;
      case 'fault':
        this.lastWords = message.reason;
        break;
    }
  }

  /** The process works on the oldest request, so only that one's time runs. */
  private watchFirst(): void {
    clearTimeout(this.timer);
    if (this.pending.length === 0) return;
    this.timer = setTimeout(() => this.kill(`no answer within ${this.timeLimitMs} ms`), this.timeLimitMs);
  }

  /** SIGKILL, since a process inside native code hears nothing else. */
  private kill(reason: string): void {
    this.child.kill('SIGKILL');
    this.lose(reason);
  }

  /** What the process said last can arrive after its end. */
  private loseAfterLastWords(reason: string): void {
    const lose = (): void => this.lose(this.lastWords ?? reason);
    if (this.child.connected) this.child.once('disconnect', lose);
    else lose();
  }

  private lose(reason: string): void {
    if (this.isLost) return;
    this.isLost = true;
    clearTimeout(this.timer);
    this.settleReady.reject(new ProcessLostError(reason, false));
    this.pending.splice(0).forEach(({ reject }, i) => reject(new ProcessLostError(reason, i === 0)));
    this.resolveLost(reason);
  }
}

function forkProcess(): ChildProcess {
  const entry = require.resolve('./inference.process');
  return fork(entry, {
    // From source, in tests, the entry is TypeScript.
    execArgv: entry.endsWith('.ts') ? ['--require', require.resolve('tsx/cjs')] : [],
    serialization: 'advanced',
    // The service's standard output belongs to its own callers (`npm run parse`).
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
