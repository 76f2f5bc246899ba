import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

/** The built service (`dist/main.js`) as a process of its own, as an operator runs it. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Starts it and waits until it is ready. */
  static async start(environment: Record<string, string>): Promise<ServiceProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['dist/main.js'], {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        RATE_LIMIT_PER_MINUTE: '0',
        NLU_PROCESSES: '1',
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let trouble = '';
    child.stderr?.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
    const service = new ServiceProcess(child, `http://127.0.0.1:${port}`);
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}: ${trouble}`);
      const isReady = await fetch(`${service.url}/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (isReady) return service;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await service.kill();
    throw new Error(`the service did not get ready: ${trouble}`);
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
