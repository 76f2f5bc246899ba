import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessApp, PASSWORD } from '../../../../test/support/access-app';
import type { StaffClient } from '../../../../test/support/staff-client';
import { schema } from '../../../storage';
import { SessionService } from './session.service';

describe(SessionService.name, () => {
  let access: AccessApp;
  let users = 0;

  beforeAll(async () => {
    access = await AccessApp.start();
  });
  beforeEach(() => access.database.delete(schema.loginAttempts));
  afterAll(() => access.stop());

  const newUser = async (role = 'editor'): Promise<{ id: string; email: string }> => {
    users += 1;
    const email = `user${users}@example.com`;
    return { id: await access.addUser(email, role), email };
  };
  const isOpen = async (client: StaffClient): Promise<boolean> => {
    const { status, body } = await client.get('/session');
    if (status !== 200) expect({ status, code: body.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    return status === 200;
  };

  it('ends after four hours without a request', async () => {
    const { email } = await newUser();
    const [busy, idle] = [await access.logIn(email), await access.logIn(email)];
    access.wait(239);
    expect(await isOpen(busy)).toBe(true);
    access.wait(1);
    expect(await isOpen(busy)).toBe(true);
    expect(await isOpen(idle)).toBe(false);
  });

  it('ends after a day, however busy', async () => {
    const { email } = await newUser();
    const client = await access.logIn(email);
    for (let hours = 3; hours < 24; hours += 3) {
      access.wait(180);
      expect(await isOpen(client)).toBe(true);
    }
    access.wait(179);
    expect(await isOpen(client)).toBe(true);
    access.wait(1);
    expect(await isOpen(client)).toBe(false);
  });

  it('is cleared away, once it has ended, by the next login', async () => {
    const { email } = await newUser();
    await access.logIn(email);
    access.wait(24 * 60);
    await access.logIn(email);
    expect(await access.database.select().from(schema.sessions)).toHaveLength(1);
  });

  it('ends when its user logs out, and takes the cookie back', async () => {
    const { email } = await newUser();
    const client = await access.logIn(email);
    const { status, headers } = await client.delete('/session');
    expect(status).toBe(204);
    expect(headers.get('set-cookie')).toMatch(/^storedesk_session=; .*Expires=Thu, 01 Jan 1970/);
    expect(await isOpen(client)).toBe(false);
  });

  it.each([
    ['role', { role: 'viewer' }],
    ['password', { password: 'another password' }],
    ['state', { disabled: true }],
  ])('ends when an admin gives its user another %s', async (_, change) => {
    const [{ id, email }, other] = [await newUser(), await newUser()];
    const [client, unaffected] = [await access.logIn(email), await access.logIn(other.email)];
    expect((await access.operator.patch(`/users/${id}`, change)).status).toBe(200);
    expect(await isOpen(client)).toBe(false);
    expect(await isOpen(unaffected)).toBe(true);
  });

  it('goes on when its user gets another name', async () => {
    const { id, email } = await newUser();
    const client = await access.logIn(email);
    await access.operator.patch(`/users/${id}`, { name: 'Ana' });
    expect((await client.get('/session')).body.user.name).toBe('Ana');
  });

  it('ends when its user is deleted', async () => {
    const { id, email } = await newUser();
    const client = await access.logIn(email);
    await access.operator.delete(`/users/${id}`);
    expect(await isOpen(client)).toBe(false);
  });

  it('is the only one left when its user changes the password', async () => {
    const { email } = await newUser();
    const [client, other] = [await access.logIn(email), await access.logIn(email)];
    const password = 'an even better one';
    expect((await client.put('/session/password', { current: PASSWORD, password })).status).toBe(204);
    expect(await isOpen(client)).toBe(true);
    expect(await isOpen(other)).toBe(false);
    expect((await access.nobody().logIn({ email, password: PASSWORD })).status).toBe(401);
    expect((await access.nobody().logIn({ email, password })).status).toBe(200);
  });

  it('is not opened with a password that is changed meanwhile', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { id, email } = await newUser();
      // More than are looked at at the same time: some begin before the change, and end after it.
      const clients = Array.from({ length: 10 }, () => access.nobody());
      await Promise.all([
        ...clients.map((client) => client.logIn({ email, password: PASSWORD })),
        access.operator.patch(`/users/${id}`, { password: 'an even better one' }),
      ]);
      for (const client of clients) expect(await isOpen(client)).toBe(false);
      await access.database.delete(schema.loginAttempts);
    }
  });

  it('keeps the password when the new one is too short or the current one wrong', async () => {
    const { email } = await newUser();
    const client = await access.logIn(email);
    const change = (current: string, password: string): ReturnType<StaffClient['put']> =>
      client.put('/session/password', { current, password });
    expect(await change(PASSWORD, 'elevenchars')).toMatchObject({
      status: 400,
      body: { code: 'FIELD_INVALID', field: 'password' },
    });
    expect(await change('wrong', 'an even better one')).toMatchObject({
      status: 403,
      body: { code: 'PASSWORD_WRONG' },
    });
    expect((await access.nobody().logIn({ email, password: PASSWORD })).status).toBe(200);
  });

  it.each([
    '',
    'storedesk_session=',
    `storedesk_session=${'A'.repeat(43)}`,
    'storedesk_session=%00',
    'a;;b=c',
  ])('does not come from the cookie %j', async (cookie) => {
    expect(await isOpen(access.nobody({ Cookie: cookie }))).toBe(false);
  });

  it('is not looked for when a wrong key is sent with it', async () => {
    const { cookie = '' } = await access.logIn((await newUser()).email);
    for (const authorization of ['Bearer wrong', 'Bearer', 'Basic b3BlcmF0b3I6', 'operator']) {
      const client = access.nobody({ Cookie: cookie, Authorization: authorization });
      expect(await client.get('/session')).toMatchObject({
        status: 401,
        body: { code: 'ADMIN_KEY_INVALID' },
      });
    }
  });

  it('is not there for a request with a key, which has no token to send', async () => {
    expect((await access.operator.get('/session')).body).toEqual({
      user: { id: 'operator', name: 'operator', email: null, role: 'admin' },
      csrfToken: null,
    });
    expect((await access.operator.delete('/session')).status).toBe(204);
  });
});

describe('the cookie', () => {
  const cookieIn = async (access: AccessApp, headers = {}): Promise<string> => {
    const answer = await access.nobody(headers).logIn({ apiKey: 'a-key-of-some-length' });
    return answer.headers.get('set-cookie') ?? '';
  };
  const environment = { ADMIN_API_KEY: 'a-key-of-some-length', TRUST_PROXY: 'loopback' };

  it('is for the service alone, and in development for HTTPS only when the request came by it', async () => {
    const access = await AccessApp.start('PGlite', environment);
    expect(await cookieIn(access)).toMatch(
      /^storedesk_session=[\w-]{43}; Path=\/; Expires=Tue, 03 Mar 2026 09:00:00 GMT; HttpOnly; SameSite=Strict$/,
    );
    expect(await cookieIn(access, { 'X-Forwarded-Proto': 'https' })).toMatch(
      /; HttpOnly; Secure; SameSite=Strict$/,
    );
    await access.stop();
  });

  it('is for HTTPS only in production, whatever the proxy says', async () => {
    const secret = { CUSTOMER_TOKEN_SECRET: 'a-secret-of-32-characters-or-more' };
    const production = { ...environment, ...secret, NODE_ENV: 'production', CHANNELS: 'rest' };
    const access = await AccessApp.start('PGlite', production);
    expect(await cookieIn(access)).toContain('; Secure');
    await access.stop();
  });
});
