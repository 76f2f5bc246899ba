/**
 * `node --import tsx bench/publish.ts`: two replicas on PostgreSQL with 1,000 generated templates. How long from a
 * publication until both can choose it, and how long a message takes with 50 and with 1,000 templates. The service must
 * be built; `BENCH_DATABASE_SERVER` names the server, where a database is made and dropped.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTestDatabase, withClient } from '../test/support/test-database';
import { percentile, table } from './statistics';
import { benchText } from './texts';

const SERVER = process.env.BENCH_DATABASE_SERVER ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const KEY = 'a-key-for-the-bench-alone';
const TEMPLATES = 1_000;
const PUBLICATIONS = 30;
const MESSAGES = 300;
const SUBJECTS = ['engraving', 'wrapping', 'colour', 'recipe', 'workshop', 'recycling', 'catering', 'rental'];

class Replica {
  private constructor(
    readonly url: string,
    readonly readyMs: number,
    private readonly process: ChildProcess,
    private readonly dataDir: string,
  ) {}

  static async start(port: number, databaseUrl: string): Promise<Replica> {
    const began = performance.now();
    const dataDir = mkdtempSync(join(tmpdir(), 'storedesk-bench-'));
    const service = spawn(process.execPath, ['dist/main.js'], {
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        ADMIN_API_KEY: KEY,
        RATE_LIMIT_PER_MINUTE: '0',
        NLU_PROCESSES: '1',
        LOG_LEVEL: 'warn',
        DEMO_SHOP: 'true',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}`;
    while (performance.now() - began < 300_000) {
      const isReady = await fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return new Replica(url, performance.now() - began, service, dataDir);
      await delay(20);
    }
    service.kill('SIGKILL');
    throw new Error('a replica did not get ready');
  }

  async admin(method: string, path: string, body?: unknown, revision?: string): Promise<Response> {
    const response = await fetch(`${this.url}/v1/admin${path}`, {
      method,
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        ...(revision && { 'if-match': revision }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async canChoose(id: string, text: string): Promise<boolean> {
    const { templates } = (await (await this.admin('POST', '/nlu/parse', { text })).json()) as {
      templates: { id: string }[];
    };
    return templates.some((template) => template.id === id);
  }

  async publishedAt(id: string): Promise<number> {
    const answer = (await (await this.admin('GET', `/templates/${id}`)).json()) as {
      published: { at: string };
    };
    return new Date(answer.published.at).getTime();
  }

  async messageMs(conversationId: string, index: number): Promise<number> {
    const began = performance.now();
    await this.post('/v1/messages', { text: benchText(index), conversationId });
    return performance.now() - began;
  }

  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function generated(i: number): Record<string, unknown> & { id: string; examples: string[] } {
  const subject = `${SUBJECTS[i % SUBJECTS.length]} of kind ${i}`;
  return {
    id: `generated_${i}`,
    intent: 'inquiry',
    description: `The customer asks about ${subject}.`,
    examples: [
      `do you offer ${subject}?`,
      `what does ${subject} cost`,
      `can I have ${subject} for a present`,
      `how long does ${subject} take`,
      `tell me about ${subject} please`,
    ],
    needs: [],
    action: null,
    bodies: { en: { ok: `About ${subject}: ask us.` } },
  };
}

/** Puts generated templates beside the shipped ones, as if they had been published. */
async function insertTemplates(databaseUrl: string, from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => generated(from + i));
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    await client.query(
      `insert into templates (id, kind, version, definition)
       select row->>'id', 'answer', 1, row from jsonb_array_elements($1::jsonb) as row`,
      [JSON.stringify(rows)],
    );
    await client.query('update catalogue_version set version = version + 1');
    await client.query(`select pg_notify('storedesk_catalogue', '')`);
    await client.query('commit');
  });
}

async function untilBothChoose(replicas: Replica[], id: string, text: string): Promise<void> {
  await Promise.all(
    replicas.map(async (replica) => {
      while (!(await replica.canChoose(id, text))) await delay(25);
    }),
  );
}

/** Milliseconds of each publication. */
interface Publications {
  /** From the request to the publication: the golden conversations, all of which a new template may touch. */
  golden: number[];
  /** From the publication until both replicas choose by it. */
  choosable: number[];
  /** From the request until both replicas choose by it. */
  all: number[];
}

async function measurePublications(replicas: [Replica, Replica]): Promise<Publications> {
  const times: Publications = { golden: [], choosable: [], all: [] };
  for (let i = 0; i < PUBLICATIONS; i += 1) {
    const template = generated(TEMPLATES + i);
    const publisher = replicas[i % 2] ?? replicas[0];
    const draft = await publisher.admin('PUT', `/templates/${template.id}/draft`, { template });
    const revision = draft.headers.get('etag') ?? '';
    const requested = Date.now();
    // Asked for only once it is answered: the asking is load, and would slow the golden conversations.
    await publisher.admin('POST', `/templates/${template.id}/publish`, {}, revision);
    await untilBothChoose(replicas, template.id, template.examples[0] ?? '');
    const choosable = Date.now();
    const publishedAt = await publisher.publishedAt(template.id);
    times.golden.push(publishedAt - requested);
    times.choosable.push(choosable - publishedAt);
    times.all.push(choosable - requested);
  }
  return times;
}

async function measureMessages(replica: Replica): Promise<number[]> {
  const { conversationId } = await replica.post('/v1/conversations', {});
  const times: number[] = [];
  for (let i = 0; i < MESSAGES + 30; i += 1) {
    const ms = await replica.messageMs(String(conversationId), i);
    if (i >= 30) times.push(ms);
  }
  return times;
}

async function main(): Promise<void> {
  const database = await createTestDatabase(SERVER);
  const replicas: Replica[] = [];
  try {
    const first = await Replica.start(3995, database.url);
    replicas.push(first);
    const few = await measureMessages(first);
    const began = performance.now();
    await insertTemplates(database.url, 0, TEMPLATES);
    await untilBothChoose([first], `generated_${TEMPLATES - 1}`, 'hello');
    const computedMs = performance.now() - began;
    const many = await measureMessages(first);
    const second = await Replica.start(3996, database.url);
    replicas.push(second);
    const publications = await measurePublications([first, second]);
    const ms = (values: number[], at: number): string => `${percentile(values, at).toFixed(1)} ms`;
    console.log(`${cpus()[0]?.model ?? ''}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`);
    console.log(
      table([
        ['figure', 'measured', 'goal'],
        [
          `request to choosable on both of two replicas, p50 of ${PUBLICATIONS}`,
          ms(publications.all, 0.5),
          '',
        ],
        ['the same, p95', ms(publications.all, 0.95), '2,000 ms'],
        ['of that the golden conversations, p50', ms(publications.golden, 0.5), ''],
        ['of that after the publication, p95', ms(publications.choosable, 0.95), ''],
        ['whole turn over HTTP with the shipped templates, p50', ms(few, 0.5), ''],
        [`the same with ${TEMPLATES} more, p50`, ms(many, 0.5), ''],
        ['ratio', (percentile(many, 0.5) / percentile(few, 0.5)).toFixed(2), ''],
        [
          `${TEMPLATES} templates new to the database until choosable`,
          `${(computedMs / 1000).toFixed(1)} s`,
          '',
        ],
        [
          'ready after the start, shipped templates, first start',
          `${(first.readyMs / 1000).toFixed(1)} s`,
          '',
        ],
        [
          `ready after the start, ${TEMPLATES} more, vectors stored`,
          `${(second.readyMs / 1000).toFixed(1)} s`,
          '5 s',
        ],
      ]),
    );
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await database.drop();
  }
}

void main();
