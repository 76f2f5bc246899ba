import { afterAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { NluService, VectorStore, type TemplateTexts } from '.';
import { copyTinyModel, removeCopies, TINY_MODEL } from './fixtures/copy-tiny-model';

/** A store that outlives the services of a test. */
class MemoryStore extends VectorStore {
  rows = new Map<string, Map<string, Float32Array>>();

  read(model: string, texts: string[]): Promise<Map<string, Float32Array>> {
    const found = [...(this.rows.get(model) ?? [])].filter(([text]) => texts.includes(text));
    return Promise.resolve(new Map(found));
  }

  write(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    this.rows.set(model, new Map([...(this.rows.get(model) ?? []), ...vectors]));
    return Promise.resolve();
  }

  keepOnly(models: string[], texts: string[]): Promise<void> {
    for (const [model, vectors] of this.rows) {
      if (!models.includes(model)) this.rows.delete(model);
      for (const text of vectors.keys()) if (!texts.includes(text)) vectors.delete(text);
    }
    return Promise.resolve();
  }

  texts(): string[] {
    return [...this.rows.values()].flatMap((vectors) => [...vectors.keys()]).sort();
  }
}

const TEMPLATES: TemplateTexts[] = [
  { id: 'order_status', intent: 'inquiry', texts: ['where is my order', 'has it shipped'] },
  { id: 'greeting', intent: null, texts: ['hello'] },
];
const TEXTS = ['has it shipped', 'hello', 'where is my order'];

/** The forward passes that one start with the catalogue took, and what `work` answers of it. */
async function start<T>(
  store: VectorStore,
  work: (nlu: NluService) => Promise<T>,
  modelDir = TINY_MODEL,
): Promise<{ runs: number; answer: T }> {
  const nlu = new NluService({ modelDir, providers: ['cpu'], processes: 1, maxBatch: 1 }, store);
  await nlu.onModuleInit();
  try {
    await nlu.publishCatalogue(1, TEMPLATES);
    const runs = nlu.status().sessionRuns;
    return { runs, answer: await work(nlu) };
  } finally {
    await nlu.onApplicationShutdown();
  }
}

const stored = async (store: MemoryStore, count = 3): Promise<void> => {
  while (store.texts().length !== count) await delay(5);
};

describe('stored vectors', () => {
  afterAll(removeCopies);

  it('spare a restart all forward passes, and give the same answers', async () => {
    const store = new MemoryStore();
    const first = await start(store, async (nlu) => {
      await stored(store);
      return nlu.understand('hello');
    });
    const second = await start(store, (nlu) => nlu.understand('hello'));
    expect([first.runs, second.runs]).toEqual([3, 0]);
    expect(second.answer).toEqual(first.answer);
    expect(store.texts()).toEqual(TEXTS);
  });

  it('hold what was published since, and nothing that was only tried', async () => {
    const store = new MemoryStore();
    await start(store, async (nlu) => {
      const thanks: TemplateTexts = { id: 'thanks', intent: null, texts: ['thank you'] };
      await nlu.vectorsOf(['a message of a customer']);
      await nlu.understandAgainst('hello', '', [{ ...thanks, texts: ['many thanks'] }]);
      await nlu.publishCatalogue(2, [...TEMPLATES, thanks]);
      await stored(store, 4);
    });
    expect(store.texts()).toEqual([...TEXTS, 'thank you'].sort());
  });

  it('are of one model: another computes its own, and clears the old ones away', async () => {
    const store = new MemoryStore();
    await start(store, () => stored(store));
    const [old] = store.rows.keys();
    const modelDir = copyTinyModel((manifest) => (manifest.version = '2'));
    const { runs } = await start(
      store,
      async () => {
        while (store.rows.has(old!)) await delay(5);
      },
      modelDir,
    );
    expect(runs).toBe(3);
    expect([...store.rows.keys()]).toEqual([expect.stringContaining('tiny 2 ')]);
    expect(store.texts()).toEqual(TEXTS);
  });

  it('stay when another model comes into use, so that the way back takes no forward pass', async () => {
    const store = new MemoryStore();
    const modelDir = copyTinyModel((manifest) => (manifest.version = '2'));
    const { answer } = await start(store, async (nlu) => {
      await stored(store);
      const runs: number[] = [];
      for (const next of [modelDir, TINY_MODEL]) {
        const before = nlu.status().sessionRuns;
        await (await nlu.prepareModel(next)).use();
        runs.push(nlu.status().sessionRuns - before);
      }
      return runs;
    });
    // Each process tries its model once, uncounted; then the catalogue's three texts are computed by the new one alone.
    expect(answer).toEqual([3, 0]);
    expect([...store.rows.keys()].map((key) => key.slice(0, 6))).toEqual(['tiny 1', 'tiny 2']);
  });

  it('that do not fit the model are computed anew', async () => {
    const store = new MemoryStore();
    await start(store, () => stored(store));
    for (const vectors of store.rows.values()) vectors.set('hello', new Float32Array(3));
    const { runs, answer } = await start(store, (nlu) => nlu.understand('hello'));
    expect(runs).toBe(1);
    expect(answer.templates[0]).toMatchObject({ id: 'greeting' });
  });

  it('that cannot be had cost time, and no answer', async () => {
    const store = new MemoryStore();
    const isAway = (): Promise<never> => Promise.reject(new Error('the database is away'));
    Object.assign(store, { read: isAway, write: isAway, keepOnly: isAway });
    Logger.overrideLogger(false);
    const { runs, answer } = await start(store, (nlu) => nlu.understand('hello'));
    expect(runs).toBe(3);
    expect(answer.templates[0]).toMatchObject({ id: 'greeting' });
  });
});
