import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a connector got. */
export interface Delivery {
  path: string;
  headers: IncomingHttpHeaders;
  activity: Record<string, unknown>;
}

/** A Bot Framework connector on loopback, which can be told to fail. */
export interface FakeConnector {
  url: string;
  deliveries: Delivery[];
  /** Statuses of the next answers; 200 when there are none. */
  nextStatuses: number[];
  /** Resolves when so many were accepted. */
  accepted(count: number): Promise<Delivery[]>;
  close(): Promise<void>;
}

export async function startConnector(): Promise<FakeConnector> {
  const deliveries: Delivery[] = [];
  const nextStatuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = nextStatuses.shift() ?? 200;
      const location = status >= 300 && status < 400 ? { Location: 'http://127.0.0.1:1/elsewhere' } : {};
      response.writeHead(status, { 'Content-Type': 'application/json', ...location });
      response.end(JSON.stringify(status === 200 ? { id: `reply-${deliveries.length + 1}` } : {}));
      if (status !== 200) return;
      const activity = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      deliveries.push({ path: request.url ?? '', headers: request.headers, activity });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    deliveries,
    nextStatuses,
    accepted: async (count) => {
      for (let waited = 0; deliveries.length < count && waited < 5_000; waited += 10) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return deliveries;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
