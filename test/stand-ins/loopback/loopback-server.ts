import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedCall } from './call-record';
import { FaultQueue } from './fault-queue';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** An HTTP server on a free port of loopback, which records its calls and can be told to fail. */
export class LoopbackServer {
  readonly calls: RecordedCall[] = [];
  readonly faults = new FaultQueue();

  private constructor(
    private readonly server: Server,
    /** Without a slash at its end. */
    readonly url: string,
    private readonly latencyMs: number,
  ) {}

  static async start(
    answer: (call: RecordedCall, origin: string) => Answer | Promise<Answer>,
    latencyMs = 0,
  ): Promise<LoopbackServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const loopback = new LoopbackServer(server, `http://127.0.0.1:${port}`, latencyMs);
    server.on('request', (request, response) => {
      loopback.take(request, response, answer).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(`The stand-in failed: ${error instanceof Error ? error.stack : String(error)}`);
      });
    });
    return loopback;
  }

  /** Also ends the calls that were never answered. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async take(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (call: RecordedCall, origin: string) => Answer | Promise<Answer>,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const call: RecordedCall = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await readBody(request),
      status: null,
    };
    this.calls.push(call);
    const fault = this.faults.take();
    if (this.latencyMs > 0) await wait(this.latencyMs, undefined, { ref: false });
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'disconnect') {
      request.socket.destroy();
      return;
    }
    const made = fault?.kind === 'answer' ? { body: '', ...fault } : await answer(call, this.url);
    if (fault?.kind === 'lost-answer') {
      request.socket.destroy();
      return;
    }
    call.status = made.status;
    response.writeHead(made.status, made.headers);
    response.end(call.method === 'HEAD' ? undefined : made.body);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
