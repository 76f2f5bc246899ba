import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiError } from './api-error';
import { onSessionTrouble, queryString, rememberCsrfToken, request } from './client';

interface Sent {
  address: string;
  init: RequestInit;
}

describe(request.name, () => {
  const realFetch = globalThis.fetch;
  let sent: Sent[];
  let answers: Response[];
  const signedOut = jest.fn();

  const problem = (status: number, code: string, more: object = {}): Response =>
    new Response(JSON.stringify({ code, detail: `It is ${code}.`, ...more }), { status });
  const headersOf = (index: number): Record<string, string> =>
    sent[index]?.init.headers as Record<string, string>;

  beforeEach(() => {
    sent = [];
    answers = [];
    signedOut.mockClear();
    rememberCsrfToken('first');
    onSessionTrouble({
      signedOut,
      csrfInvalid: () => {
        rememberCsrfToken('second');
        return Promise.resolve();
      },
    });
    globalThis.fetch = (address, init = {}) => {
      sent.push({ address: address as string, init });
      const answer = answers.shift();
      return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('no network'));
    };
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('sends the token and the revision with a change, and neither with a read', async () => {
    answers = [new Response('{"revision":4}'), new Response('{}')];
    expect(await request('PUT', '/templates/a/draft', { body: { kind: 'answer' }, revision: 3 })).toEqual({
      revision: 4,
    });
    await request('GET', '/templates', { query: { search: 'a b', kind: undefined } });
    expect(sent[0]?.address).toBe('/v1/admin/templates/a/draft');
    expect(sent[0]?.init.body).toBe('{"kind":"answer"}');
    expect(headersOf(0)).toMatchObject({ 'X-CSRF-Token': 'first', 'If-Match': '"3"' });
    expect(sent[1]?.address).toBe('/v1/admin/templates?search=a+b');
    expect(headersOf(1)).not.toHaveProperty('X-CSRF-Token');
  });

  it('asks for no revision where there was no draft', async () => {
    answers = [new Response('{}')];
    await request('PUT', '/templates/a/draft', { body: {}, revision: 0 });
    expect(headersOf(0)).not.toHaveProperty('If-Match');
  });

  it('throws what the service said', async () => {
    answers = [problem(412, 'DRAFT_CHANGED', { current: { revision: 5 } })];
    const error = await request('PUT', '/templates/a/draft', { body: {} }).catch((thrown: unknown) => thrown);
    expect(ApiError.is(error, 'DRAFT_CHANGED')).toBe(true);
    expect(error).toMatchObject({
      status: 412,
      message: 'It is DRAFT_CHANGED.',
      problem: { current: { revision: 5 } },
    });
  });

  it('tries once more with a new token when another tab began a new session', async () => {
    answers = [problem(403, 'CSRF_TOKEN_INVALID'), new Response(null, { status: 204 })];
    await request('DELETE', '/keys/1');
    expect(sent.map((_, index) => headersOf(index)['X-CSRF-Token'])).toEqual(['first', 'second']);
  });

  it('tells when the session is over, but not when signing in fails', async () => {
    answers = [problem(401, 'UNAUTHENTICATED'), problem(401, 'LOGIN_FAILED')];
    await expect(request('GET', '/templates')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(signedOut).toHaveBeenCalledTimes(1);
    await expect(request('POST', '/session', { body: {} })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    expect(signedOut).toHaveBeenCalledTimes(1);
  });

  it('says that the service was not reached, and what an answer without a problem was', async () => {
    await expect(request('GET', '/templates')).rejects.toMatchObject({ status: 0, code: 'NETWORK_FAILED' });
    answers = [new Response('<html>', { status: 502, headers: { 'Retry-After': '7' } })];
    await expect(request('GET', '/templates')).rejects.toMatchObject({ code: 'HTTP_502', retryAfter: 7 });
  });
});

describe(queryString.name, () => {
  it('repeats lists and leaves out what is not there', () => {
    expect(queryString({ id: ['a', 'b&c'], dryRun: true, search: '', kind: undefined })).toBe(
      '?id=a&id=b%26c&dryRun=true',
    );
    expect(queryString()).toBe('');
  });
});
