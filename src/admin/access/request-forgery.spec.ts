import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessApp, PASSWORD } from '../../../test/support/access-app';
import type { StaffAnswer } from '../../../test/support/staff-client';
import { refuseForgery } from './request-forgery';

describe(refuseForgery.name, () => {
  let access: AccessApp;
  let cookie: string;
  let token: string;

  beforeAll(async () => {
    access = await AccessApp.start();
    await access.addUser('ana@example.com', 'admin');
    const client = await access.logIn('ana@example.com');
    cookie = client.cookie ?? '';
    token = client.csrfToken ?? '';
  });
  afterAll(() => access.stop());

  let keys = 0;
  const makeKey = (headers: Record<string, string>): Promise<StaffAnswer> => {
    keys += 1;
    return access.nobody({ Cookie: cookie }).post('/keys', { name: `Key ${keys}`, role: 'viewer' }, headers);
  };

  it('lets a change with the session’s token through', async () => {
    expect((await makeKey({ 'X-CSRF-Token': token })).status).toBe(200);
  });

  it.each([
    ['no token', {}],
    ['an empty token', { 'X-CSRF-Token': '' }],
    ['another token', { 'X-CSRF-Token': 'A'.repeat(43) }],
  ])('refuses a change with %s', async (_, headers) => {
    expect(await makeKey(headers as Record<string, string>)).toMatchObject({
      status: 403,
      body: { code: 'CSRF_TOKEN_INVALID' },
    });
  });

  it('refuses the token of another session of the same user', async () => {
    const other = await access.logIn('ana@example.com');
    expect(await makeKey({ 'X-CSRF-Token': other.csrfToken ?? '' })).toMatchObject({ status: 403 });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('asks for the token of every %s', async (method) => {
    const path = { POST: '/users', PUT: '/session/password', PATCH: '/users/x', DELETE: '/users/x' }[method];
    const answer = await access.nobody({ Cookie: cookie }).send(method, path ?? '', {});
    expect(answer).toMatchObject({ status: 403, body: { code: 'CSRF_TOKEN_INVALID' } });
  });

  it('lets reading through without a token', async () => {
    expect((await access.nobody({ Cookie: cookie }).get('/keys')).status).toBe(200);
  });

  it('asks for no token when a key is sent, which no other page can make a browser do', async () => {
    expect((await access.operator.post('/keys', { name: 'Robot', role: 'viewer' })).status).toBe(200);
  });

  const host = (): string => new URL(access.url).host;
  it.each<[string, () => Record<string, string>]>([
    ['another site', () => ({ Origin: 'https://evil.example' })],
    ['another port of the same machine', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['a sandboxed page', () => ({ Origin: 'null' })],
    ['another site, as the browser says', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    ['a subdomain, as the browser says', () => ({ 'Sec-Fetch-Site': 'same-site' })],
  ])('refuses a change, and a login, from %s', async (_, headers) => {
    const foreign = { status: 403, body: { code: 'ORIGIN_FOREIGN' } };
    expect(await makeKey({ 'X-CSRF-Token': token, ...headers() })).toMatchObject(foreign);
    const login = { email: 'ana@example.com', password: PASSWORD };
    expect(await access.nobody(headers()).logIn(login)).toMatchObject(foreign);
  });

  it.each<[string, () => Record<string, string>]>([
    ['its host, over HTTP', () => ({ Origin: `http://${host()}` })],
    ['its host, over HTTPS in front', () => ({ Origin: `https://${host()}` })],
    ['itself, as the browser says', () => ({ 'Sec-Fetch-Site': 'same-origin' })],
  ])('lets a change from a page of %s through', async (_, headers) => {
    expect((await makeKey({ 'X-CSRF-Token': token, ...headers() })).status).toBe(200);
  });
});
