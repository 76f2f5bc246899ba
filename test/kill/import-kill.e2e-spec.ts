import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killTargets } from './kill-target';

const ORDERS = 6_000;
const KILLS = 3;
const BYTES_OF_TWO_BATCHES = 200;
const SOME_REJECTED = 2;
const HEADER =
  'order_id,order_number,updated_at,placed_at,currency,total,line_id,line_name,line_quantity,line_unit_price';

/** Every hundredth order has a total that is no amount. */
const rowOf = (index: number): string =>
  `o${index},N${index},2026-05-01T10:00:00Z,2026-05-01T10:00:00Z,EUR,${index % 100 === 3 ? 'much' : '9.90'},l${index},Tea,1,9.90`;

describe.each(killTargets())('An import killed while it writes, on $name', (target) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storedesk-import-'));
  });
  afterAll(async () => {
    await target.dispose();
    await rm(folder, { recursive: true });
  });

  it('goes on where it was, and ends with every order and every fault once', async () => {
    const path = join(folder, 'orders.csv');
    await writeFile(path, [HEADER, ...Array.from({ length: ORDERS }, (_, index) => rowOf(index))].join('\n'));
    const environment = await target.environment();
    let output = '';
    const rejectsBytes = (): Promise<number> =>
      stat(`${path}.rejects.csv`).then(
        ({ size }) => size,
        () => 0,
      );
    /** What was refused is written before the batch that it stands in: two batches on, one of them is there. */
    const run = async (isToBeKilled: boolean): Promise<number | null> => {
      const from = await rejectsBytes();
      const child = spawn(process.execPath, ['dist/storefront.main.js', 'import', 'csv', '--orders', path], {
        env: { PATH: process.env.PATH, ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const ended = once(child, 'exit') as Promise<[number | null]>;
      while (
        isToBeKilled &&
        child.exitCode === null &&
        (await rejectsBytes()) < from + BYTES_OF_TWO_BATCHES
      ) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (isToBeKilled) child.kill('SIGKILL');
      return (await ended)[0];
    };
    for (let kills = 0; kills < KILLS; kills += 1) expect(await run(true)).toBeNull();
    const code = await run(false);
    expect(code).toBe(SOME_REJECTED);
    expect(output).toContain('went on after line');
    expect(output).toContain(`${ORDERS} read`);
    await target.inspect(async (query) => {
      const [orders] = await query('select count(*)::int as count from orders');
      const [lines] = await query('select count(*)::int as count from order_lines');
      expect([orders?.count, lines?.count]).toEqual([ORDERS - 60, ORDERS - 60]);
    });
    const rejected = (await readFile(`${path}.rejects.csv`, 'utf8')).trim().split('\n');
    expect(rejected).toHaveLength(61);
    expect(new Set(rejected).size).toBe(61);
  }, 180_000);
});
