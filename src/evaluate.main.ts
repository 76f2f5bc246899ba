/**
 * `npm run evaluate [-- --errors] [-- --model DIR] [-- --data FILE] [-- --new-templates FILE]`: scores the shipped ONNX
 * file on the held-out test, through the service's own tokenizer, inference processes and decoding. With templates that
 * training never saw it says instead how they are found, and which of the test's messages they take.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  figures,
  mistakes,
  newTemplateFigures,
  pair,
  type Answered,
  type Figure,
  type LabelledMessage,
  type NewTemplate,
} from './nlu';
import { openShippedModel } from './shipped-model';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      errors: { type: 'boolean', default: false },
      model: { type: 'string' },
      data: { type: 'string', default: 'training/data/held-out.jsonl' },
      'new-templates': { type: 'string' },
    },
  });
  const messages = readLines<LabelledMessage>(values.data);
  const { nlu, isAnswer, templates } = await openShippedModel(values.model);
  try {
    const newTemplates = values['new-templates'] ? readLines<NewTemplate>(values['new-templates']) : [];
    const catalogue = [
      ...templates,
      ...newTemplates.map(({ id, intent, description, examples }) => ({
        id,
        intent,
        texts: [description, ...examples],
      })),
    ];
    const news = new Set(newTemplates.map(({ id }) => id));
    const answer = async (message: LabelledMessage): Promise<Answered> =>
      pair(
        message,
        await nlu.understandAgainst(message.text, message.context ?? '', catalogue, 'all'),
        (id) => isAnswer(id) || news.has(id),
      );
    const rows = await inTurn(messages, answer);
    const forNew = await inTurn(newTemplates.flatMap(messagesOf), answer);
    console.log(`${rows.length} messages of ${values.data}, in per cent with 95 % intervals\n`);
    const others = rows.filter(({ gold }) => gold.in_scope && gold.template !== null);
    print(news.size > 0 ? newTemplateFigures(forNew, others) : figures(rows));
    if (values.errors) {
      const wrong = news.size > 0 ? forNew : rows;
      console.log(`\ntask\twanted\tgot\tmessage\n${mistakes(wrong).join('\n')}`);
    }
  } finally {
    await nlu.onApplicationShutdown();
  }
}

function readLines<Line>(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}

/** One at a time, as the service takes a conversation's messages. */
async function inTurn<In, Out>(items: In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const done: Out[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

function messagesOf({ id, intent, messages }: NewTemplate): LabelledMessage[] {
  return messages.map((text) => ({ text, intent, in_scope: true, template: id, entities: [] }));
}

function print(found: Record<string, Figure>): void {
  const percent = (value: number): string => (100 * value).toFixed(1);
  for (const [name, { value, low, high }] of Object.entries(found)) {
    console.log(`${name.padEnd(40)} ${percent(value).padStart(6)}   ${percent(low)} – ${percent(high)}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
