/** `npm run --silent parse [model directory] < in.jsonl > out.jsonl`: the model alone, no server. */
import { parseLines } from './nlu';
import { openShippedModel } from './shipped-model';

async function main(): Promise<void> {
  const { nlu, isAnswer } = await openShippedModel(process.argv[2]);
  try {
    const isGood = await parseLines(nlu, process.stdin, process.stdout, isAnswer);
    process.exitCode = isGood ? 0 : 1;
  } finally {
    await nlu.onApplicationShutdown();
  }
}

main().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
