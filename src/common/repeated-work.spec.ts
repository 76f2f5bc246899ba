import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RepeatedWork, type Repetition } from './repeated-work';

class Counted extends RepeatedWork {
  rounds = 0;
  then: () => Promise<void> = () => Promise.resolve();
  readonly said: unknown[] = [];

  constructor(repetition: Repetition) {
    super(repetition, 'it failed');
    jest.spyOn(this.logger, 'error').mockImplementation((...words: unknown[]) => void this.said.push(words));
  }

  get isToStop(): boolean {
    return this.isStopping;
  }

  work(): Promise<void> {
    return this.runRound();
  }

  protected override round(): Promise<void> {
    this.rounds += 1;
    return this.then();
  }
}

describe(RepeatedWork.name, () => {
  afterEach(() => void jest.useRealTimers());

  it('is done soon after the start, then again and again, until the service stops', async () => {
    jest.useFakeTimers();
    const work = new Counted({ everyMs: 1_000, firstAfterMs: 100 });
    work.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(150);
    expect(work.rounds).toBe(1);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(work.rounds).toBe(4);
    work.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(work.rounds).toBe(4);
  });

  it('is never done by itself where nothing says how often', async () => {
    jest.useFakeTimers();
    const work = new Counted({});
    work.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(100_000);
    expect(work.rounds).toBe(0);
  });

  it('joins a round that still runs, and waits for it at the end', async () => {
    const work = new Counted({});
    let end = (): void => undefined;
    work.then = () => new Promise<void>((resolve) => (end = resolve));
    const both = Promise.all([work.work(), work.work()]);
    work.beforeApplicationShutdown();
    let isOver = false;
    const ended = work.onApplicationShutdown().then(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([work.isToStop, isOver, work.rounds]).toEqual([true, false, 1]);
    end();
    await Promise.all([both, ended]);
    expect(isOver).toBe(true);
  });

  it('says that a round failed, and goes on', async () => {
    const work = new Counted({});
    const error = new Error('no');
    work.then = () => Promise.reject(error);
    await work.work();
    expect(work.said).toEqual([[{ error }, 'it failed']]);
    work.then = () => Promise.resolve();
    await work.work();
    expect(work.rounds).toBe(2);
  });
});
