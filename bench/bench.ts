/** `npm run bench`: model pass, whole turns over HTTP, event-loop delay, memory. The service must be built. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measurePass } from './model-pass';
import { milliseconds, percentile, table } from './statistics';

const PORT = '3997';
const URL = `http://127.0.0.1:${PORT}`;
const RATE = '50';
const COUNT = '1500';

async function startService(dataDir: string): Promise<{ service: ChildProcess; readyMs: number }> {
  const began = performance.now();
  const service = spawn(process.execPath, ['dist/main.js'], {
    env: {
      ...process.env,
      PORT,
      DATA_DIR: dataDir,
      RATE_LIMIT_PER_MINUTE: '0',
      LOG_LEVEL: 'warn',
      DEMO_SHOP: 'true',
    },
    stdio: 'ignore',
  });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const isReady = await fetch(`${URL}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return { service, readyMs: performance.now() - began };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  service.kill('SIGKILL');
  throw new Error('the service did not get ready within 30 s');
}

/** The process and all its descendants, from /proc. */
function familyOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid);
      } catch {
        return false; // the process ended meanwhile
      }
    })
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

async function eventLoopDelayMs(): Promise<number> {
  const metrics = await (await fetch(`${URL}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1000;
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'storedesk-bench-'));
  const pass = await measurePass();
  const { service, readyMs } = await startService(dataDir);
  try {
    await eventLoopDelayMs(); // reading resets it
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'bench/client.ts', URL, RATE, COUNT],
      {
        maxBuffer: 1 << 26,
      },
    );
    const delay = await eventLoopDelayMs();
    const result = JSON.parse(stdout) as {
      latencies: number[];
      failures: number;
      seconds: number;
    };
    const pids = familyOf(service.pid ?? 0);
    const memory = pids.map(residentMegabytes);
    const rows: [string, string, string][] = [
      ['figure', 'measured', 'goal'],
      ['model pass, 24 tokens, p50', milliseconds(percentile(pass, 0.5)), '3 ms'],
      ['ready after the start', `${(readyMs / 1000).toFixed(1)} s`, '5 s'],
      [
        `whole turn over HTTP at ${RATE} messages/s, p50`,
        milliseconds(percentile(result.latencies, 0.5)),
        '10 ms',
      ],
      ['the same, p99', milliseconds(percentile(result.latencies, 0.99)), '50 ms'],
      ['messages answered / failed', `${result.latencies.length} / ${result.failures}`, 'none failed'],
      ['event-loop delay during it, p99', milliseconds(delay), '20 ms'],
      [
        'resident memory of all processes',
        `${memory.reduce((a, b) => a + b, 0).toFixed(0)} MB in ${pids.length}`,
        '',
      ],
    ];
    console.log(
      `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n`,
    );
    console.log(table(rows));
  } finally {
    service.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
