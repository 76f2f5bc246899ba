/**
 * `node --import tsx bench/events.ts [events/s] [seconds]`: signed events of Shopify, each of another order, into one
 * replica on PostgreSQL, while customers chat. How many are stored, how long the answers take, and how long a message
 * takes beside them. The service must be built; `BENCH_DATABASE_SERVER` names the server, where a database is made and
 * dropped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTestDatabase, withClient } from '../test/support/test-database';
import { milliseconds, percentile, table } from './statistics';
import { benchText } from './texts';

const SERVER = process.env.BENCH_DATABASE_SERVER ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const [RATE = 1_000, SECONDS = 60] = process.argv.slice(2).map(Number);
const PORT = 3994;
const SECRET = 'a secret for the bench alone';
const IDLE_SECONDS = 10;
const CHAT_EVERY_MS = 200;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts over a connection that is kept: `fetch` would need a core of its own. */
function post(path: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      port: PORT,
      path,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers },
    };
    const sent = request(options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** About as large as an order of three lines is. */
function order(id: number): string {
  const line = (index: number): unknown => ({
    id: id * 10 + index,
    admin_graphql_api_id: `gid://shopify/LineItem/${id * 10 + index}`,
    name: 'A kettle of brushed steel - blue / 1.7 l',
    price: '49.90',
    price_set: { shop_money: { amount: '49.90', currency_code: 'EUR' } },
    product_id: 632910392 + index,
    properties: [],
    quantity: 1,
    sku: `SKU-${10442 + index}`,
    tax_lines: [{ title: 'VAT', price: '7.97', rate: 0.19 }],
  });
  const address = {
    first_name: 'Ana',
    last_name: 'Example',
    address1: '1 Example Street',
    city: 'Exampleton',
    zip: '12345',
    country_code: 'DE',
  };
  return JSON.stringify({
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id}`,
    email: `customer-${id}@example.com`,
    created_at: '2026-03-02T09:00:00+01:00',
    updated_at: '2026-03-02T09:00:00+01:00',
    currency: 'EUR',
    financial_status: 'paid',
    fulfillment_status: null,
    total_price: '149.70',
    billing_address: address,
    shipping_address: address,
    customer: { id: id + 7, email: `customer-${id}@example.com`, default_address: address },
    line_items: [1, 2, 3].map(line),
    note_attributes: Array.from({ length: 12 }, (_, i) => ({ name: `field ${i}`, value: 'x'.repeat(60) })),
  });
}

async function sendEvent(id: number): Promise<number> {
  const body = order(id);
  const began = performance.now();
  const status = await post('/webhooks/shopify', body, {
    'X-Shopify-Topic': 'orders/updated',
    'X-Shopify-Hmac-Sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': 'bench.myshopify.com',
    'X-Shopify-Webhook-Id': `delivery-${id}`,
  });
  if (status !== 200) throw new Error(`an event was answered with ${status}`);
  return performance.now() - began;
}

interface Sent {
  latencies: number[];
  failures: number;
  seconds: number;
}

/** At a fixed rate, however slow the answers are. */
async function sendEvents(): Promise<Sent> {
  const latencies: number[] = [];
  let failures = 0;
  const sent: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < RATE * SECONDS; index += 1) {
    const wait = began + (index * 1000) / RATE - performance.now();
    if (wait > 1) await delay(wait);
    sent.push(
      sendEvent(1_000_000 + index).then(
        (ms) => void latencies.push(ms),
        () => void (failures += 1),
      ),
    );
  }
  await Promise.all(sent);
  return { latencies, failures, seconds: (performance.now() - began) / 1000 };
}

/** Milliseconds of each message, until it is told to stop. */
async function chat(until: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  void until.then(() => (isOver = true));
  const times: number[] = [];
  for (let index = 0; !isOver; index += 1) {
    const began = performance.now();
    const status = await post('/v1/messages', JSON.stringify({ text: benchText(index) }));
    if (status !== 200) throw new Error(`a message was answered with ${status}`);
    times.push(performance.now() - began);
    await delay(CHAT_EVERY_MS);
  }
  return times;
}

async function startService(databaseUrl: string, dataDir: string): Promise<ChildProcess> {
  const service = spawn(process.execPath, ['dist/main.js'], {
    env: {
      ...process.env,
      PORT: String(PORT),
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      SHOPIFY_WEBHOOK_SECRET: SECRET,
      RATE_LIMIT_PER_MINUTE: '0',
      NLU_PROCESSES: '1',
      LOG_LEVEL: 'warn',
      DEMO_SHOP: 'true',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const isReady = await fetch(`http://127.0.0.1:${PORT}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return service;
    await delay(50);
  }
  service.kill('SIGKILL');
  throw new Error('the service did not get ready within a minute');
}

async function countStored(databaseUrl: string): Promise<Record<string, number>> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from shop_events group by state order by state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  });
}

async function main(): Promise<void> {
  const database = await createTestDatabase(SERVER);
  const dataDir = mkdtempSync(join(tmpdir(), 'storedesk-bench-'));
  const service = await startService(database.url, dataDir);
  try {
    await chat(delay(3_000));
    const idle = await chat(delay(IDLE_SECONDS * 1000));
    const sending = sendEvents();
    const [sent, loaded] = await Promise.all([sending, chat(sending)]);
    const stored = await countStored(database.url);
    const total = Object.values(stored).reduce((sum, count) => sum + count, 0);
    console.log(
      `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n`,
    );
    console.log(
      table([
        ['figure', 'measured', 'goal'],
        ['events sent, in seconds', `${RATE * SECONDS} in ${sent.seconds.toFixed(1)}`, `${SECONDS} s`],
        ['answered with 200 / failed', `${sent.latencies.length} / ${sent.failures}`, 'none failed'],
        ['stored', `${total}: ${JSON.stringify(stored)}`, 'every one that was answered'],
        ['answer, p50', milliseconds(percentile(sent.latencies, 0.5)), '100 ms'],
        ['answer, p99', milliseconds(percentile(sent.latencies, 0.99)), '100 ms'],
        ['message, p50, idle', milliseconds(percentile(idle, 0.5)), ''],
        ['message, p50, beside the events', milliseconds(percentile(loaded, 0.5)), 'twice the idle one'],
        [
          'message, p99, idle / beside',
          [idle, loaded].map((x) => milliseconds(percentile(x, 0.99))).join(' / '),
          '',
        ],
      ]),
    );
  } finally {
    const ended = new Promise((resolve) => service.once('exit', resolve));
    service.kill('SIGTERM');
    await ended;
    agent.destroy();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
