/** What choosing among 1,000 templates adds to a message, from text to understanding, process and back. */
import { readFileSync } from 'node:fs';
import { NluService, VectorStore, type TemplateTexts } from '../src/nlu';
import { benchText } from './texts';
import { percentile } from './statistics';

const TEXTS_PER_TEMPLATE = 6;
const INTENTS = ['inquiry', 'return', 'complaint'] as const;

/** Directions at random, so that no text has to be embedded first; what is scored does not matter to the time. */
class RandomVectors extends VectorStore {
  constructor(private readonly dim: number) {
    super();
  }

  read(_: string, texts: string[]): Promise<Map<string, Float32Array>> {
    const random = (): Float32Array => {
      const vector = Float32Array.from({ length: this.dim }, () => Math.random() - 0.5);
      const length = Math.hypot(...vector);
      return vector.map((value) => value / length);
    };
    return Promise.resolve(new Map(texts.map((text) => [text, random()])));
  }

  write(): Promise<void> {
    return Promise.resolve();
  }

  keepOnly(): Promise<void> {
    return Promise.resolve();
  }
}

function catalogueOf(size: number): TemplateTexts[] {
  return Array.from({ length: size }, (_, i) => ({
    id: `generated_${i}`,
    intent: INTENTS[i % 3] ?? null,
    texts: Array.from({ length: TEXTS_PER_TEMPLATE }, (_, k) => `text ${k} of template ${i}`),
  }));
}

/** A service of one process with a catalogue of so many templates, ready to be asked. */
async function serviceWith(size: number, dim: number): Promise<NluService> {
  const options = { modelDir: 'models/storedesk-small', providers: ['cpu'], processes: 1, maxBatch: 1 };
  const nlu = new NluService(options, new RandomVectors(dim));
  await nlu.onModuleInit();
  await nlu.publishCatalogue(1, catalogueOf(size));
  for (let warm = 0; warm < 200; warm += 1) await nlu.understand(benchText(warm));
  return nlu;
}

/** Milliseconds that one size of catalogue takes. */
export interface Choosing {
  /** From text to understanding, each message. */
  elapsed: number[];
  /** Of the processors, in both processes, a message on average: a busy machine changes it less. */
  processor: number;
}

/** By catalogue size; the sizes take turns, so that a busy machine slows all alike. */
export async function measureChoosing(sizes: number[], count = 1_000, dim = 640): Promise<Choosing[]> {
  const services = await Promise.all(sizes.map((size) => serviceWith(size, dim)));
  const times = sizes.map((): Choosing => ({ elapsed: [], processor: 0 }));
  const used = (nlu: NluService): number => processorMsOf(nlu.status().processIds[0] ?? 0);
  const usedBefore = services.map(used);
  try {
    for (let index = 0; index < count; index += 1) {
      for (const [k, nlu] of services.entries()) {
        const [began, own] = [performance.now(), process.cpuUsage()];
        await nlu.understand(benchText(index));
        const { user, system } = process.cpuUsage(own);
        times[k]?.elapsed.push(performance.now() - began);
        if (times[k]) times[k].processor += (user + system) / 1000 / count;
      }
    }
    for (const [k, nlu] of services.entries()) {
      if (times[k]) times[k].processor += (used(nlu) - (usedBefore[k] ?? 0)) / count;
    }
  } finally {
    await Promise.all(services.map((nlu) => nlu.onApplicationShutdown()));
  }
  return times;
}

/** User and system time, which Linux counts in hundredths of a second. */
function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function main(): Promise<void> {
  const sizes = [50, 1_000];
  const times = await measureChoosing(sizes);
  for (const [k, size] of sizes.entries()) {
    const at = (share: number): string => `${percentile(times[k]?.elapsed ?? [], share).toFixed(2)} ms`;
    console.log(
      `${size} templates: p10 ${at(0.1)}, p50 ${at(0.5)}, p95 ${at(0.95)}, processor ${times[k]?.processor.toFixed(2)} ms`,
    );
  }
  const differences = (times[1]?.elapsed ?? []).map((time, i) => time - (times[0]?.elapsed[i] ?? 0));
  console.log(`added by 950 templates, median of pairs: ${percentile(differences, 0.5).toFixed(2)} ms`);
}

void main();
