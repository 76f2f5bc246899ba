import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { GuardedHttpClient } from './guarded-http.client';

const SHOP: LookupAddress = { address: '127.0.0.1', family: 4 };

describe(GuardedHttpClient.name, () => {
  const asked: string[] = [];
  const clients: GuardedHttpClient[] = [];
  let server: Server;
  let port: number;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  /** The hosts resolve to the local server's address, which `privateTargets` has to allow. */
  const clientWith = (
    privateTargets: string[],
    resolve: (host: string) => LookupAddress[] = () => [SHOP],
    limitMs?: number,
  ): GuardedHttpClient => {
    const options = { privateTargets, requireHttps: false };
    const client = new GuardedHttpClient(options, (host) => Promise.resolve(resolve(host)), limitMs);
    clients.push(client);
    return client;
  };
  const post = (client: GuardedHttpClient, host: string, path = '/'): ReturnType<GuardedHttpClient['post']> =>
    client.post(`http://${host}:${port}${path}`, {
      headers: { 'content-type': 'text/plain' },
      body: 'hello',
    });

  beforeAll(async () => {
    server = createHttpServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(`${request.method} ${request.headers.host?.split(':')[0]}${request.url} ${body}`);
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    asked.splice(0);
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const redirectTo = (location: string, status = 307): void => {
    answer = (request, response) => {
      if (request.url !== '/') return response.writeHead(200).end('there');
      response.writeHead(status, { location }).end();
    };
  };

  it('posts, and answers with status and body', async () => {
    answer = (_, response) => response.writeHead(202).end('taken');
    expect(await post(clientWith(['shop.test']), 'shop.test', '/hook')).toEqual({
      kind: 'answered',
      status: 202,
      body: 'taken',
    });
    expect(asked).toEqual(['POST shop.test/hook hello']);
  });

  it('connects to no host that resolves to a private address', async () => {
    expect(await post(clientWith([]), 'shop.test')).toEqual({ kind: 'failed', code: 'TARGET_REFUSED' });
    expect(await post(clientWith([]), '127.0.0.1')).toEqual({ kind: 'failed', code: 'TARGET_REFUSED' });
    expect(asked).toEqual([]);
  });

  it('leaves out the private ones of several addresses', async () => {
    answer = (_, response) => response.writeHead(200).end();
    const several = [{ address: '127.0.0.2', family: 4 }, { address: '10.0.0.1', family: 4 }, SHOP];
    expect(await post(clientWith(['127.0.0.1']), 'shop.test')).toMatchObject({ status: 200 });
    expect(
      await post(
        clientWith(['127.0.0.1'], () => several),
        'shop.test',
      ),
    ).toMatchObject({ status: 200 });
  });

  it('gains nothing for a name that changes its answer', async () => {
    answer = (_, response) => response.writeHead(200, { connection: 'close' }).end();
    let lookups = 0;
    // Allowed the first time, loopback from then on.
    const resolve = (): LookupAddress[] => [
      (lookups += 1) === 1 ? SHOP : { address: '127.0.0.3', family: 4 },
    ];
    const client = clientWith(['127.0.0.1'], resolve);
    expect(await post(client, 'rebinding.test')).toMatchObject({ status: 200 });
    expect(lookups).toBe(1);
    expect(await post(client, 'rebinding.test')).toEqual({ kind: 'failed', code: 'TARGET_REFUSED' });
    expect(lookups).toBe(2);
    expect(asked).toHaveLength(1);
  });

  it.each([307, 308])('follows a %d to an allowed target, with method and body', async (status) => {
    redirectTo(`http://other.test:${port}/there`, status);
    expect(await post(clientWith(['shop.test', 'other.test']), 'shop.test')).toMatchObject({ body: 'there' });
    expect(asked).toEqual(['POST shop.test/ hello', 'POST other.test/there hello']);
  });

  it.each(['http://127.0.0.1:PORT/there', 'http://inside.test:PORT/there', 'http://[::1]:PORT/there'])(
    'follows no redirect to %s',
    async (location) => {
      redirectTo(location.replace('PORT', String(port)));
      expect(await post(clientWith(['shop.test']), 'shop.test')).toEqual({
        kind: 'failed',
        code: 'TARGET_REFUSED',
      });
      expect(asked).toEqual(['POST shop.test/ hello']);
    },
  );

  it('judges a redirect as it judges a URL', async () => {
    redirectTo('file:///etc/passwd');
    expect(await post(clientWith(['shop.test']), 'shop.test')).toMatchObject({ code: 'SCHEME_REFUSED' });
    redirectTo(`http://user:secret@shop.test:${port}/`);
    expect(await post(clientWith(['shop.test']), 'shop.test')).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
  });

  it.each([301, 302, 303])('follows no %d, which would lose the body', async (status) => {
    redirectTo('/there', status);
    expect(await post(clientWith(['shop.test']), 'shop.test')).toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(asked).toHaveLength(1);
  });

  it('follows three redirects and no more', async () => {
    answer = (request, response) => {
      const step = Number(request.url?.slice(1) || 0);
      response.writeHead(step < 3 ? 307 : 200, { location: `/${step + 1}` }).end();
    };
    expect(await post(clientWith(['shop.test']), 'shop.test')).toMatchObject({ status: 200 });
    answer = (_, response) => response.writeHead(307, { location: '/again' }).end();
    asked.splice(0);
    expect(await post(clientWith(['shop.test']), 'shop.test')).toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(asked).toHaveLength(4);
  });

  it('reads 16 KiB of an answer that does not end', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(more));
    };
    const answered = await post(clientWith(['shop.test']), 'shop.test');
    expect(answered).toEqual({ kind: 'answered', status: 200, body: 'x'.repeat(16 * 1024) });
  });

  it('waits for an answer, and for its end, only so long', async () => {
    answer = () => undefined;
    const client = clientWith(['shop.test'], undefined, 200);
    expect(await post(client, 'shop.test')).toEqual({ kind: 'failed', code: 'TIMEOUT' });
    answer = (_, response) => response.writeHead(200).write('begun');
    expect(await post(client, 'shop.test')).toEqual({ kind: 'failed', code: 'TIMEOUT' });
  });

  it('waits for a connection, and the name before it, five seconds', async () => {
    const options = { privateTargets: [], requireHttps: false };
    const client = new GuardedHttpClient(options, () => new Promise(() => undefined));
    expect(await post(client, 'shop.test')).toEqual({ kind: 'failed', code: 'CONNECT_TIMEOUT' });
  });

  it('says of a failed connection what it was, without host or address', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND shop.test'), { code: 'ENOTFOUND' });
    const options = { privateTargets: ['shop.test'], requireHttps: false };
    const client = new GuardedHttpClient(options, () => Promise.reject(unknown));
    expect(await post(client, 'shop.test')).toEqual({ kind: 'failed', code: 'HOST_UNKNOWN' });

    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const closedPort = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    const refused = await clientWith(['shop.test']).post(`http://shop.test:${closedPort}/`, {
      headers: {},
      body: '',
    });
    expect(refused).toEqual({ kind: 'failed', code: 'CONNECTION_REFUSED' });
    const noTls = await clientWith(['shop.test']).post(`https://shop.test:${port}/`, {
      headers: {},
      body: '',
    });
    expect(noTls).toEqual({ kind: 'failed', code: 'TLS_FAILED' });
  });
});
