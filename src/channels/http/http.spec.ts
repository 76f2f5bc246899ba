import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { HealthService } from '../../observability';
import { prepareHttp } from './http.setup';

describe(prepareHttp.name, () => {
  let channels: ChannelsApp;

  beforeAll(async () => {
    channels = await startChannels();
  });
  afterAll(() => channels.app.close());

  it.each(['/', '/nothing/here', '/v1', '/chat/..%2fchat.html', '/v1/messages/extra', '/%c0%ae'])(
    'answers %s with a problem',
    async (path) => {
      const answer = await channels.get(path);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    },
  );

  it('answers a broken address with a problem', async () => {
    expect(await channels.get('/v1/conversations/%c0/messages')).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
  });

  it('names the methods of a known address', async () => {
    const answer = await channels.get('/v1/messages');
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
    expect(answer.headers.get('allow')).toBe('POST');
    expect(await channels.post('/health/ready', {})).toMatchObject({ status: 405 });
  });

  it('takes a sane request id over and replaces any other', async () => {
    const ask = async (id: string): Promise<{ header: string | null; inBody: unknown }> => {
      const response = await fetch(`${channels.url}/nothing`, { headers: { 'X-Request-Id': id } });
      const { requestId } = (await response.json()) as { requestId: string };
      return { header: response.headers.get('x-request-id'), inBody: requestId };
    };
    expect(await ask('shop-42.a_b')).toEqual({ header: 'shop-42.a_b', inBody: 'shop-42.a_b' });
    const replaced = await ask('no spaces please');
    expect(replaced.header).toMatch(/^[\da-f-]{36}$/);
    expect(replaced.inBody).toBe(replaced.header);
  });

  it('knows the request in what is logged while it is answered', async () => {
    await channels.post('/v1/messages', { text: 'break' }, { 'X-Request-Id': 'broken-1' });
    expect(channels.log).toContainEqual(
      expect.objectContaining({ level: 'error', requestId: 'broken-1', msg: 'a request failed' }),
    );
    expect(channels.log).toContainEqual(
      expect.objectContaining({ requestId: 'broken-1', route: '/v1/messages', status: 500, msg: 'request' }),
    );
  });

  it('sends headers that keep pages to themselves, and none that names the server', async () => {
    const { headers } = await channels.get('/chat');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect((await channels.post('/v1/messages', { text: 'hi' })).headers.get('cache-control')).toBe(
      'no-store',
    );
  });

  it('answers a body that breaks off without harm', async () => {
    const { port } = new URL(channels.url);
    await new Promise<void>((resolve) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': '100' };
      const request = rawRequest({ port, path: '/v1/messages', method: 'POST', headers });
      request.on('error', () => resolve());
      request.write('{"text": "a');
      setTimeout(() => request.destroy(), 50);
    });
    expect((await channels.get('/health/live')).status).toBe(200);
  });

  describe('health', () => {
    it('is live, and ready when every check is', async () => {
      const health = channels.app.get(HealthService);
      let isReady = false;
      health.register('database', { check: () => Promise.resolve({ name: 'database', ready: true }) });
      health.register('model', {
        check: () => Promise.resolve({ name: 'model', ready: isReady, detail: 'loading' }),
      });
      expect(await channels.get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
      expect(await channels.get('/health/ready')).toMatchObject({
        status: 503,
        body: {
          code: 'NOT_READY',
          checks: [{ ready: true }, { name: 'model', ready: false, detail: 'loading' }],
        },
      });
      isReady = true;
      expect(await channels.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    });

    it('is not ready when a check throws', async () => {
      channels.app
        .get(HealthService)
        .register('queue', { check: () => Promise.reject(new Error('db://secret')) });
      const answer = await channels.get('/health/ready');
      expect(answer.status).toBe(503);
      expect(answer.body.checks).toContainEqual({
        name: 'queue',
        ready: false,
        detail: 'could not be checked',
      });
    });
  });

  it('measures turns and the event loop', async () => {
    await channels.post('/v1/messages', { text: 'hello' });
    await channels.post('/v1/messages', { text: 'overload' });
    const { body, headers } = await channels.get('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(/storedesk_turn_duration_seconds_count\{channel="rest",result="answered"\} [1-9]/);
    expect(body).toContain('result="nlu_overloaded"');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
  });

  describe('docs', () => {
    it('describe the API', async () => {
      const { status, body } = await channels.get('/docs-json');
      expect(status).toBe(200);
      expect(Object.keys(body.paths)).toEqual(
        expect.arrayContaining(['/v1/messages', '/v1/conversations', '/api/messages', '/health/ready']),
      );
      expect(body.components.schemas.MessageDto.required).toEqual(['text']);
    });

    it('load everything from here', async () => {
      const { body } = await channels.get('/docs');
      const sources = [...String(body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
      expect(sources.length).toBeGreaterThan(3);
      for (const source of sources) {
        expect(source).not.toMatch(/^(https?:)?\/\//);
        const { pathname } = new URL(source ?? '', `${channels.url}/docs`);
        expect((await channels.get(pathname)).status).toBe(200);
      }
      expect(String(body)).not.toMatch(/<script>/);
    });
  });
});

describe('a service that is stopped', () => {
  it('ends what is under way, and waits for no connection without a request', async () => {
    const channels = await startChannels();
    const { port } = new URL(channels.url);
    const ahead = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => ahead.once('connect', resolve));
    const isClosed = new Promise((resolve) => ahead.once('close', resolve));
    ahead.on('error', () => undefined);
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    channels.dialog.script = async () => {
      isAsked();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [{ text: 'done' }];
    };
    const answer = channels.post('/v1/messages', { text: 'hi' });
    await asked;
    const startedAt = Date.now();
    await channels.app.close();
    expect((await answer).body.replies).toMatchObject([{ text: 'done' }]);
    await isClosed;
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('channels that are switched off', () => {
  it('have no address', async () => {
    const channels = await startChannels({ CHANNELS: 'rest' });
    expect((await channels.get('/chat')).status).toBe(404);
    expect((await channels.post('/api/messages', { type: 'message' })).status).toBe(404);
    expect((await channels.post('/v1/messages', { text: 'hi' })).status).toBe(200);
    await channels.app.close();
  });

  it('leave the plain way in to the chat page', async () => {
    const channels = await startChannels({ CHANNELS: 'chat' });
    expect((await channels.get('/chat')).status).toBe(200);
    expect((await channels.post('/v1/messages', { text: 'hi' })).status).toBe(200);
    await channels.app.close();
  });
});
