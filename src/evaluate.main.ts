/**
 * `npm run evaluate [-- --errors] [-- --model DIR] [-- --data FILE]`: scores the shipped ONNX file on the held-out test,
 * through the service's own tokenizer, inference processes and decoding.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { figures, mistakes, pair, type Answered, type LabelledMessage } from './nlu';
import { openShippedModel } from './shipped-model';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      errors: { type: 'boolean', default: false },
      model: { type: 'string' },
      data: { type: 'string', default: 'training/data/held-out.jsonl' },
    },
  });
  const messages = readFileSync(values.data, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LabelledMessage);
  const { nlu, isAnswer } = await openShippedModel(values.model);
  try {
    const rows: Answered[] = [];
    for (const message of messages) {
      rows.push(pair(message, await nlu.understand(message.text, message.context, 'all'), isAnswer));
    }
    const percent = (value: number): string => (100 * value).toFixed(1);
    console.log(`${rows.length} messages of ${values.data}, in per cent with 95 % intervals\n`);
    for (const [name, { value, low, high }] of Object.entries(figures(rows))) {
      console.log(`${name.padEnd(40)} ${percent(value).padStart(6)}   ${percent(low)} – ${percent(high)}`);
    }
    if (values.errors) console.log(`\ntask\twanted\tgot\tmessage\n${mistakes(rows).join('\n')}`);
  } finally {
    await nlu.onApplicationShutdown();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
