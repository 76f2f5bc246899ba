/**
 * The entry of an inference process: started by `InferenceClient`, told the model by the first message, then
 * answers requests in order. Ends with its parent, on SIGTERM, and at the first fault: its parent starts another.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../model/manifest';
import { TextTokenizer, type TokenizerDefinition } from '../text/tokenizer';
import { Engine } from './engine';
import { ModelSession } from './model-session';
import { openSession } from './open-session';
import type { FromProcess, ProcessRequest, StartMessage } from './protocol.types';

process.title = 'storedesk-nlu';
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
process.on('SIGINT', () => undefined);

let ready: Promise<{ engine: Engine; model: ModelSession }> | undefined;
let work = Promise.resolve();

process.on('message', (message: StartMessage | ProcessRequest) => {
  work = work
    .then(() => handle(message))
    .catch((error: unknown) => end({ kind: 'fault', reason: String(error) }));
});

async function handle(message: StartMessage | ProcessRequest): Promise<void> {
  if (message.kind === 'start') {
    ready = start(message);
    await ready;
    return;
  }
  const started = await ready;
  if (!started) return;
  const before = started.model.runs;
  const reply = await started.engine.answer(message);
  tell({ kind: 'answer', reply, runs: started.model.runs - before });
}

async function start({ modelDir, manifest, providers }: StartMessage): Promise<{
  engine: Engine;
  model: ModelSession;
}> {
  const tokenizer = await readTokenizer(modelDir, manifest);
  const opened = await openSession(modelDir, manifest, providers, (provider, reason, isLast) =>
    tell({ kind: 'provider_failed', provider, reason, isLast }),
  );
  if (!opened) return end({ kind: 'fault', reason: 'no provider can run the model' });
  const model = new ModelSession(opened.session, manifest);
  const failures = [...tokenizerMisfits(tokenizer, manifest), ...(await model.misfits())];
  if (failures.length > 0) return end({ kind: 'misfit', failures });
  tell({ kind: 'ready', provider: opened.provider });
  return { engine: new Engine(tokenizer, model, manifest), model };
}

async function readTokenizer(modelDir: string, { files }: Manifest): Promise<TextTokenizer> {
  const content = await readFile(join(modelDir, files.tokenizer.path), 'utf8');
  return new TextTokenizer(JSON.parse(content) as TokenizerDefinition);
}

function tokenizerMisfits(tokenizer: TextTokenizer, { vocabulary, tokens }: Manifest): string[] {
  const misfits: string[] = [];
  if (tokenizer.vocabulary !== vocabulary) {
    misfits.push(`the tokenizer has ${tokenizer.vocabulary} tokens, not ${vocabulary}`);
  }
  for (const [text, id] of [
    ['<s>', tokens.bos] as const,
    ['<pad>', tokens.pad] as const,
    ['</s>', tokens.eos] as const,
  ]) {
    if (tokenizer.idOf(text) !== id) misfits.push(`the tokenizer's ${text} is not token ${id}`);
  }
  return misfits;
}

function tell(notice: FromProcess): void {
  process.send?.(notice);
}

/** Says why, and ends once it is said. */
async function end(notice: FromProcess): Promise<never> {
  await new Promise<void>((resolve) => (process.send ? process.send(notice, () => resolve()) : resolve()));
  process.exit(1);
}
