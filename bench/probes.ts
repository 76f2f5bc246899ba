/**
 * `node --import tsx bench/probes.ts email|code [count]`: can somebody who knows no address tell by answer or time
 * which orders exist? Sends `count` probes of existing and as many of unknown orders, in random order and each in a
 * conversation of its own, to the built service on an own database of the server in `TEST_DATABASE_URL`.
 */
import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase } from '../test/support/test-database';
import { percentile, table } from './statistics';
import { compare } from './two-samples';

const [proof = 'email', count = '1000'] = process.argv.slice(2);
const SERVER = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const FIRST_NUMBER = 200_001;
const WARM_UP = 50;

interface Probe {
  number: string;
  isThere: boolean;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function shuffled<T>(values: T[]): T[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

async function insertOrders(url: string, numbers: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `insert into orders (id, number, number_key, customer_id, email, status, placed_at, shipping_address, total_minor, currency)
     select 'probe-' || number, number, number, 'cust-ana', 'ana@example.com', 'processing', now(), '1 Street', 100, 'EUR'
     from unnest($1::text[]) as number`,
    [numbers],
  );
  await client.query('analyze');
  await client.end();
}

async function main(): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'storedesk-probes-'));
  const database = await createTestDatabase(SERVER);
  const service = spawn(process.execPath, ['dist/main.js'], {
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      DEMO_SHOP: 'true',
      RATE_LIMIT_PER_MINUTE: '0',
      NLU_PROCESSES: '1',
      LOG_LEVEL: 'warn',
      IDENTITY_PROOF: proof,
      // Nobody listens there: no probe leads to a mail.
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'help@shop.example',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const post = async (text: string, conversationId?: string): Promise<[string, string, number]> => {
    const start = performance.now();
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, conversationId }),
    });
    const body = (await response.json()) as { conversationId: string; replies: { text: string }[] };
    return [JSON.stringify(body.replies), body.conversationId, performance.now() - start];
  };
  try {
    for (let attempt = 0; ; attempt += 1) {
      const isReady = await fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) break;
      if (attempt > 600) throw new Error('the service did not get ready within a minute');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const all = Number(count) * 2 + WARM_UP;
    const numbers = shuffled(Array.from({ length: all }, (_, index) => `W${FIRST_NUMBER + index}`));
    const probes: Probe[] = numbers.map((number, index) => ({ number, isThere: index % 2 === 0 }));
    await insertOrders(
      database.url,
      probes.filter(({ isThere }) => isThere).map(({ number }) => number),
    );
    const order = [...probes.slice(0, WARM_UP), ...shuffled(probes.slice(WARM_UP))];

    const says = (number: string): string[] => [
      `where is my order ${number}?`,
      `${randomBytes(6).toString('hex')}@example.net`,
      ...(proof === 'code' ? [String(randomInt(1e6)).padStart(6, '0')] : []),
    ];
    const answers = { there: new Set<string>(), unknown: new Set<string>() };
    const times = says('').map(() => ({ there: [] as number[], unknown: [] as number[] }));
    for (const [index, { number, isThere }] of order.entries()) {
      let conversationId: string | undefined;
      for (const [turn, text] of says(number).entries()) {
        const [replies, id, tookMs] = await post(text, conversationId);
        conversationId = id;
        if (index < WARM_UP) continue;
        const kind = isThere ? 'there' : 'unknown';
        times[turn]?.[kind].push(tookMs);
        answers[kind].add(`${turn}: ${replies.replaceAll(number, 'W…')}`);
      }
    }
    const isSame = JSON.stringify([...answers.there].sort()) === JSON.stringify([...answers.unknown].sort());
    const rows = times.map(({ there, unknown }, turn): [string, string, string] => {
      const { mannWhitneyP, kolmogorovSmirnovP } = compare(there, unknown);
      const median = (values: number[]): string => percentile(values, 0.5).toFixed(2);
      return [
        `${turn + 1}. message`,
        `${median(there)} / ${median(unknown)} ms`,
        `${mannWhitneyP.toFixed(3)} / ${kolmogorovSmirnovP.toFixed(3)}`,
      ];
    });
    console.log(
      table([
        [`proof by ${proof}, ${count} + ${count} probes`, 'median there / unknown', 'p of U / of KS'],
        ...rows,
      ]),
    );
    console.log(
      `\ndifferent answers: ${answers.there.size} and ${answers.unknown.size}, ${isSame ? 'the same' : 'NOT the same'}`,
    );
    const isTold = times.some(({ there, unknown }) =>
      Object.values(compare(there, unknown)).some((p) => p <= 0.01),
    );
    if (!isSame || isTold) process.exitCode = 1;
  } finally {
    service.kill('SIGTERM');
    await new Promise((resolve) => service.once('exit', resolve));
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
