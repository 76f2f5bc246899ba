import { NluOverloadedError, NluUnavailableError } from '../nlu.errors';
import { ProcessLostError, type InferenceClient } from './inference-client';

/** Runs inputs on a process in one forward pass, an output each, in order. */
type Perform<I, O> = (client: InferenceClient, inputs: I[]) => Promise<O[]>;

interface Task<I, O> {
  input: I;
  /** Times that a process was lost over it. */
  losses: number;
  resolve: (output: O) => void;
  reject: (error: unknown) => void;
  waitTimer: NodeJS.Timeout | undefined;
}

/** A message is given to a process twice at most: what ended two would end the next, too. */
const MAX_LOSSES = 2;

/** Inputs that wait for a process, first come first served. */
export class WorkQueue<I, O> {
  private readonly waiting: Task<I, O>[] = [];
  private isClosed = false;
  /** Inputs given to a second process because the first was lost. */
  retries = 0;

  constructor(
    private readonly perform: Perform<I, O>,
    private readonly limits: { length: number; waitMs?: number },
  ) {}

  get length(): number {
    return this.waiting.length;
  }

  /**
   * @throws NluOverloadedError when the queue is full
   * @throws NluUnavailableError when no process could answer
   */
  async add(input: I): Promise<O> {
    if (this.isClosed) throw new NluUnavailableError('The service is stopping');
    if (this.waiting.length >= this.limits.length) {
      throw new NluOverloadedError(`${this.waiting.length} messages wait already`);
    }
    return new Promise<O>((resolve, reject) => {
      const task: Task<I, O> = { input, losses: 0, resolve, reject, waitTimer: undefined };
      this.waiting.push(task);
      this.limitWait(task);
    });
  }

  /** Gives up to `count` inputs to the process; resolves when it can take more. */
  async dispatch(client: InferenceClient, count: number): Promise<void> {
    const tasks = this.waiting.splice(0, count);
    for (const task of tasks) clearTimeout(task.waitTimer);
    try {
      const outputs = await this.perform(
        client,
        tasks.map(({ input }) => input),
      );
      // One output for each input, by the contract of `Perform`.
      tasks.forEach((task, i) => task.resolve(outputs[i] as O));
    } catch (error) {
      this.takeBack(tasks, error);
    }
  }

  /** Refuses what waits and what comes. */
  close(): void {
    this.isClosed = true;
    for (const task of this.waiting.splice(0)) {
      clearTimeout(task.waitTimer);
      task.reject(new NluUnavailableError('The service is stopping'));
    }
  }

  private takeBack(tasks: Task<I, O>[], error: unknown): void {
    const isCulprit = !(error instanceof ProcessLostError) || error.isCulprit;
    for (const task of tasks.reverse()) {
      if (isCulprit) task.losses += 1;
      if (this.isClosed || task.losses >= MAX_LOSSES) {
        task.reject(new NluUnavailableError('No inference process could answer', { cause: error }));
      } else {
        if (isCulprit) this.retries += 1;
        this.waiting.unshift(task);
        this.limitWait(task);
      }
    }
  }

  private limitWait(task: Task<I, O>): void {
    const { waitMs } = this.limits;
    if (waitMs === undefined) return;
    task.waitTimer = setTimeout(() => {
      this.waiting.splice(this.waiting.indexOf(task), 1);
      task.reject(new NluUnavailableError(`No inference process was free within ${waitMs} ms`));
    }, waitMs);
  }
}
