/**
 * Scores a model's ONNX file on the held-out test, through the service's own tokenizer, inference processes and
 * decoding. With templates that training never saw it says instead how they are found, and which of the test's messages
 * they take. `--compare` scores two models on the same messages, and ends with 1 where the second is worse.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  compare,
  comparisonTable,
  figures,
  mistakes,
  pair,
  refusals,
  scoresFor,
  type Answered,
  type Figure,
  type LabelledMessage,
  type NewTemplate,
} from './nlu';
import { openShippedModel } from './shipped-model';

const USAGE = `usage: npm run evaluate -- [--model DIR] [--test FILE] [--new-templates FILE] [--errors]
       npm run evaluate -- --compare DIR DIR [--test FILE] [--new-templates FILE] [--errors]`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compare: { type: 'boolean', default: false },
      errors: { type: 'boolean', default: false },
      model: { type: 'string' },
      test: { type: 'string', default: 'training/data/held-out.jsonl' },
      'new-templates': { type: 'string' },
    },
  });
  const [before, after] = positionals;
  if (positionals.length !== (values.compare ? 2 : 0) || (values.compare && values.model !== undefined)) {
    console.error(USAGE);
    process.exitCode = 1;
    return;
  }
  const newTemplates = values['new-templates'] ? readLines<NewTemplate>(values['new-templates']) : [];
  const test: Test = { messages: readLines(values.test), newTemplates };
  const scores = scoresFor(new Set(newTemplates.map(({ id }) => id)));
  if (before === undefined || after === undefined) {
    const rows = await answer(test, values.model);
    console.log(`${test.messages.length} messages of ${values.test}, in per cent with 95 % intervals\n`);
    print(figures(rows, scores));
    if (values.errors)
      printMistakes(mistakes(newTemplates.length > 0 ? rows.slice(test.messages.length) : rows));
    return;
  }
  // One after the other: each takes every core.
  const [old, next] = [await answer(test, before), await answer(test, after)];
  console.log(`${test.messages.length} messages of ${values.test}, in per cent: ${before}, then ${after}\n`);
  const differences = compare(old, next, scores);
  console.log(comparisonTable(differences).join('\n'));
  if (values.errors) {
    const known = new Set(mistakes(old));
    printMistakes(mistakes(next).filter((mistake) => !known.has(mistake)));
  }
  const reasons = refusals(differences);
  console.log(
    `\n${[reasons.length > 0 ? `${after} is refused:` : `${after} is accepted`, ...reasons].join('\n')}`,
  );
  if (reasons.length > 0) process.exitCode = 1;
}

interface Test {
  messages: LabelledMessage[];
  newTemplates: NewTemplate[];
}

/** What the model makes of the test's messages, then of those for the new templates. */
async function answer({ messages, newTemplates }: Test, modelDir?: string): Promise<Answered[]> {
  const { nlu, isAnswer, templates } = await openShippedModel(modelDir);
  const catalogue = [
    ...templates,
    ...newTemplates.map(({ id, intent, description, examples }) => ({
      id,
      intent,
      texts: [description, ...examples],
    })),
  ];
  const news = new Set(newTemplates.map(({ id }) => id));
  const rows: Answered[] = [];
  try {
    // One at a time, as the service takes a conversation's messages.
    for (const message of [...messages, ...newTemplates.flatMap(messagesOf)]) {
      const got = await nlu.understandAgainst(message.text, message.context ?? '', catalogue, 'all');
      rows.push(pair(message, got, (id) => isAnswer(id) || news.has(id)));
    }
    return rows;
  } finally {
    await nlu.onApplicationShutdown();
  }
}

function readLines<Line>(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
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

function printMistakes(lines: string[]): void {
  console.log(`\ntask\twanted\tgot\tmessage\n${lines.join('\n')}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
