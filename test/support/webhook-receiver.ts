import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the endpoint, however it was answered. */
export interface ReceivedWebhook {
  messageId: string;
  status: number;
  headers: IncomingHttpHeaders;
  raw: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** A shop's system on loopback, which applies each message once and can be told to fail, hang or redirect. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  /** The messages that were applied, in order, each once. */
  readonly applied: ReceivedWebhook[] = [];
  /** Statuses of the next answers; 200 when there are none. */
  readonly nextStatuses: number[] = [];
  /** `Retry-After` of all answers. */
  retryAfter?: string;
  /** What it says; null: nothing, ever. */
  answer: string | null = 'ok';

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new WebhookReceiver(server, `http://127.0.0.1:${port}/hook`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => receiver.take(Buffer.concat(chunks).toString(), request.headers, response));
    });
    return receiver;
  }

  get types(): string[] {
    return this.applied.map(({ body }) => body.type);
  }

  /** Resolves when so many were applied. */
  async appliedCount(count: number): Promise<void> {
    for (let waitedMs = 0; this.applied.length < count; waitedMs += 20) {
      if (waitedMs > 30_000) throw new Error(`only ${this.applied.length} of ${count} webhooks were applied`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  forget(): void {
    for (const list of [this.received, this.applied, this.nextStatuses]) list.splice(0);
    this.answer = 'ok';
    this.retryAfter = undefined;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private take(raw: string, headers: IncomingHttpHeaders, response: ServerResponse): void {
    const status = this.nextStatuses.shift() ?? 200;
    const messageId = String(headers['webhook-id']);
    const body = JSON.parse(raw) as ReceivedWebhook['body'];
    const webhook = { messageId, status, headers, raw, body };
    this.received.push(webhook);
    const isNew = this.applied.every((one) => one.messageId !== messageId);
    if (status < 300 && isNew) this.applied.push(webhook);
    if (this.answer !== null) {
      const headers = this.retryAfter === undefined ? {} : { 'Retry-After': this.retryAfter };
      response.writeHead(status, headers).end(this.answer);
    }
  }
}
