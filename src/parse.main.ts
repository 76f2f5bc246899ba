/** `npm run --silent parse [model directory] < in.jsonl > out.jsonl`: the model alone, no server. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NluService, parseLines, type TemplateTexts } from './nlu';

const CATALOGUE = join(__dirname, 'templates', 'catalogue');

interface TemplateFile {
  id: string;
  description: string;
  examples: string[];
}

/** The shipped templates of one kind, as the model sees them. */
async function readTexts(kind: 'answers' | 'acts'): Promise<TemplateTexts[]> {
  const names = (await readdir(join(CATALOGUE, kind))).filter((name) => name.endsWith('.json')).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(CATALOGUE, kind, name), 'utf8')));
  return contents.map((content) => {
    const { id, description, examples } = JSON.parse(content) as TemplateFile;
    return { id, texts: [description, ...examples] };
  });
}

async function main(): Promise<void> {
  const nlu = new NluService({
    modelDir: process.argv[2] ?? join('models', 'storedesk-small'),
    providers: ['cpu'],
    processes: 0,
    maxBatch: 32,
  });
  await nlu.onModuleInit();
  try {
    const [answers, acts] = await Promise.all([readTexts('answers'), readTexts('acts')]);
    await nlu.publishCatalogue(1, [...answers, ...acts]);
    // Acts are moves in a dialog: scored, as in the service, but heard only where one expects them.
    const isAnswer = (id: string): boolean => answers.some((answer) => answer.id === id);
    const isGood = await parseLines(nlu, process.stdin, process.stdout, isAnswer);
    process.exitCode = isGood ? 0 : 1;
  } finally {
    await nlu.onApplicationShutdown();
  }
}

void main();
