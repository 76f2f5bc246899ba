import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../../test/support/is-running';
import { NluOverloadedError, NluService, NluUnavailableError, type NluOptions, type Understanding } from '.';
import { TINY_MODEL } from './fixtures/copy-tiny-model';

const TEMPLATES = [{ id: 'greeting', intent: null, texts: ['hello'] }];
let nlu: NluService;

async function start(options: Partial<NluOptions> = {}): Promise<void> {
  nlu = new NluService({ modelDir: TINY_MODEL, providers: ['cpu'], processes: 2, maxBatch: 8, ...options });
  await nlu.onModuleInit();
  await nlu.publishCatalogue(1, TEMPLATES);
}

/** The process stops in its tracks, as in an endless native call: it hears no message and no SIGTERM. */
function freeze(pid: number): void {
  process.kill(pid, 'SIGSTOP');
}

function crash(pid: number): void {
  process.kill(pid, 'SIGKILL');
}

function idIn({ entities }: Understanding): string | undefined {
  return entities[0]?.text;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(10);
}

describe('inference processes that fail', () => {
  beforeEach(() => start({ timeLimitMs: 1_000, waitLimitMs: 5_000 }));
  afterEach(() => nlu.onApplicationShutdown());

  it('a crash costs no message: each is answered by another process', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => `order ${i}`);
    // By what the model says of each on this processor: near a threshold they do not all say the same.
    const wanted = (await Promise.all(texts.map((text) => nlu.understand(text)))).map(idIn);
    expect(new Set(wanted).size).toBeGreaterThan(8);
    const [first = 0, second = 0] = nlu.status().processIds;
    freeze(first);
    freeze(second);
    const answers = Promise.all(texts.map((text) => nlu.understand(text)));
    await delay(50);
    crash(first);
    process.kill(second, 'SIGCONT');
    expect((await answers).map(idIn)).toEqual(wanted);
    expect(nlu.status().retries).toBe(1);
  });

  it('a hang is killed, and another process answers', async () => {
    const [frozen = 0] = nlu.status().processIds;
    freeze(frozen);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => nlu.understand(`order ${i}`)));
    expect(answers).toHaveLength(6);
    await until(() => !isRunning(frozen));
    expect(nlu.status()).toMatchObject({ retries: 1 });
  });

  it('a lost process is replaced, and the new one knows the catalogue', async () => {
    const before = nlu.status().processIds;
    before.forEach(crash);
    await until(() => nlu.status().restarts === 2 && nlu.status().processIds.length === 2);
    expect(nlu.status().processIds).not.toEqual(expect.arrayContaining(before));
    const answers = await Promise.all(['hello', 'hello', 'hello'].map((text) => nlu.understand(text)));
    answers.forEach(({ templates }) => expect(templates[0]?.id).toBe('greeting'));
  });

  it('a message that ends two processes is given up, and the next is answered', async () => {
    nlu.status().processIds.forEach(freeze);
    const refused = expect(nlu.understand('poison')).rejects.toThrow(NluUnavailableError);
    await refused;
    expect(nlu.status().retries).toBe(1);
    expect((await nlu.understand('order 12')).entities).toHaveLength(1);
  });

  it('a catalogue is published though a process hangs, and reaches the one that replaces it', async () => {
    freeze(nlu.status().processIds[0] ?? 0);
    await nlu.publishCatalogue(2, [...TEMPLATES, { id: 'thanks', intent: null, texts: ['thank you'] }]);
    await until(() => nlu.status().restarts === 1 && nlu.status().processIds.length === 2);
    const answers = await Promise.all(Array.from({ length: 6 }, () => nlu.understand('thank you')));
    answers.forEach((answer) => expect(answer).toMatchObject({ catalogueVersion: 2 }));
    answers.forEach(({ templates }) => expect(templates[0]?.id).toBe('thanks'));
  });

  it('a process that replaces a lost one is sent the candidate again', async () => {
    const candidate = [{ id: 'thanks', intent: null, texts: ['thank you'] }];
    const tryIt = (): Promise<Understanding[]> =>
      Promise.all(Array.from({ length: 6 }, () => nlu.understandAgainst('hello', '', candidate)));
    await tryIt();
    nlu.status().processIds.forEach(crash);
    await until(() => nlu.status().restarts === 2 && nlu.status().processIds.length === 2);
    (await tryIt()).forEach(({ templates }) => expect(templates[0]?.id).toBe('thanks'));
  });
});

describe('an overloaded service', () => {
  beforeEach(() => start({ processes: 1, queueLimit: 3, timeLimitMs: 5_000, waitLimitMs: 1_000 }));
  afterEach(() => nlu.onApplicationShutdown());

  it('refuses at once what the queue cannot hold, and goes on when it can again', async () => {
    const [pid = 0] = nlu.status().processIds;
    freeze(pid);
    // Two are with the process, three wait.
    const accepted = Array.from({ length: 5 }, (_, i) => nlu.understand(`order ${i}`));
    expect(nlu.status().queueLength).toBe(3);
    await expect(nlu.understand('one more')).rejects.toMatchObject({ code: 'NLU_OVERLOADED' });
    await expect(nlu.understand('one more')).rejects.toThrow(NluOverloadedError);
    process.kill(pid, 'SIGCONT');
    await Promise.all(accepted);
    expect(nlu.status().queueLength).toBe(0);
    await expect(nlu.understand('hello')).resolves.toMatchObject({ inScope: true });
  });

  it('refuses what waited too long', async () => {
    const [pid = 0] = nlu.status().processIds;
    freeze(pid);
    const [first, second, third] = ['a', 'b', 'c'].map((text) => nlu.understand(text));
    await expect(third).rejects.toMatchObject({ code: 'NLU_UNAVAILABLE' });
    process.kill(pid, 'SIGCONT');
    await Promise.all([first, second]);
  });
});

describe('the end of the service', () => {
  it('ends its processes, a hung one too, and refuses what is pending and what comes', async () => {
    await start({ timeLimitMs: 60_000 });
    const { processIds } = nlu.status();
    freeze(processIds[0] ?? 0);
    const pending = Promise.allSettled(Array.from({ length: 8 }, () => nlu.understand('hello')));
    await nlu.onApplicationShutdown();
    await until(() => !processIds.some(isRunning));
    const refused = (await pending).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    await expect(nlu.understand('hello')).rejects.toThrow(NluUnavailableError);
    await expect(nlu.check()).resolves.toMatchObject({ ready: false });
  });

  it('answers nothing before its start', async () => {
    const unstarted = new NluService({ modelDir: TINY_MODEL, providers: ['cpu'], processes: 1, maxBatch: 1 });
    await expect(unstarted.understand('hello')).rejects.toThrow(NluUnavailableError);
    await expect(unstarted.check()).resolves.toMatchObject({ name: 'nlu', ready: false });
  });
});
