/** `node --import tsx bench/render.ts`: how long the shipped templates take to fill. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { exampleFacts } from '../src/templates/example-facts';
import { compileBody } from '../src/templates/rendering/body-compiler';
import { readShippedCatalogue } from '../src/templates/shipped-catalogue';
import { wordingsOf } from '../src/templates/wordings';
import { percentile, table } from './statistics';

const WARM_UP = 2_000;
const RUNS = 5_000;
const GOAL_P50 = 50;

const now = new Date();
const context = { locale: 'en', now, timeZone: 'Europe/Berlin', format: 'plain' } as const;
const microseconds = (value: number): string => `${value.toFixed(1)} µs`;

/** Microseconds of each of `RUNS` fillings, the facts already there. */
function timesOf(render: () => unknown): number[] {
  for (let run = 0; run < WARM_UP; run += 1) render();
  return Array.from({ length: RUNS }, () => {
    const began = process.hrtime.bigint();
    render();
    return Number(process.hrtime.bigint() - began) / 1000;
  });
}

async function main(): Promise<void> {
  const shipped = await readShippedCatalogue(join(__dirname, '..', 'src', 'templates', 'catalogue'));
  const facts = exampleFacts(now);
  const rows: { name: string; p50: number; p99: number }[] = [];
  for (const { template } of shipped) {
    for (const [locale, bodies] of Object.entries(template.bodies)) {
      for (const [outcome, body] of Object.entries(bodies)) {
        for (const { text, variant } of wordingsOf(body)) {
          const render = compileBody(text);
          const times = timesOf(() => render(facts, context));
          const name = `${template.id} ${locale} ${outcome}${variant && ` ${variant}`}`;
          rows.push({ name, p50: percentile(times, 0.5), p99: percentile(times, 0.99) });
        }
      }
    }
  }
  rows.sort((a, b) => b.p50 - a.p50);
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${RUNS} fillings each\n`);
  console.log(
    table([
      ['template', 'p50', 'p99'],
      ...rows.map(({ name, p50, p99 }): [string, string, string] => [
        name,
        microseconds(p50),
        microseconds(p99),
      ]),
    ]),
  );
  const slow = rows.filter(({ p50 }) => p50 > GOAL_P50);
  const middle = percentile(
    rows.map(({ p50 }) => p50),
    0.5,
  );
  const worst = Math.max(...rows.map(({ p99 }) => p99));
  console.log(
    `\n${rows.length} bodies: p50 ${microseconds(middle)}, worst p99 ${microseconds(worst)}; ` +
      `above ${GOAL_P50} µs at p50: ${slow.length === 0 ? 'none' : slow.map(({ name }) => name).join(', ')}`,
  );
}

void main();
