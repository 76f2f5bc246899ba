import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessApp, PASSWORD } from '../../../../test/support/access-app';
import type { StaffAnswer, StaffClient } from '../../../../test/support/staff-client';
import { ENGINES } from '../../../../test/support/test-database';
import { schema } from '../../../storage';
import { LoginService } from './login.service';

describe.each(ENGINES)(`${LoginService.name} on %s`, (engine) => {
  let access: AccessApp;

  /** As seen from another address. */
  const from = (address: string): StaffClient => access.nobody({ 'X-Forwarded-For': address });
  const tryAs = (email: string, password: string, address: string): Promise<StaffAnswer> =>
    from(address).logIn({ email, password });

  beforeAll(async () => {
    access = await AccessApp.start(engine, { TRUST_PROXY: 'loopback' });
    await access.addUser('ana@example.com', 'editor');
    await access.addUser('ben@example.com', 'viewer');
  });
  beforeEach(() => access.database.delete(schema.loginAttempts));
  afterAll(() => access.stop());

  it('opens a session for an e-mail and its password, in whatever case', async () => {
    const client = access.nobody();
    const answer = await client.logIn({ email: ' Ana@Example.com', password: PASSWORD });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        user: { id: expect.stringMatching(/^user:/), name: 'ana', email: 'ana@example.com', role: 'editor' },
        csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      },
    });
    const { body } = await client.get('/session');
    expect(body).toEqual(answer.body);
  });

  it('takes a password whichever way its letters are composed', async () => {
    const password = 'größer und größer';
    const chloe = { email: 'chloe@example.com', name: 'Chloe', role: 'viewer' };
    await access.operator.post('/users', { ...chloe, password: password.normalize('NFD') });
    expect(await tryAs(chloe.email, password.normalize('NFC'), '203.0.113.1')).toMatchObject({ status: 200 });
  });

  it('keeps the secret of the cookie, and every password, only as hashes', async () => {
    const client = await access.logIn('ana@example.com');
    const secret = client.cookie?.split('=')[1] ?? '';
    const stored = JSON.stringify([
      await access.database.select().from(schema.sessions),
      await access.database.select().from(schema.users),
    ]);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(PASSWORD);
    expect(stored).toContain('$argon2id$v=19$m=19456,p=1,t=2$');
  });

  it.each([
    ['another password', { email: 'ana@example.com', password: 'another password' }],
    ['an unknown e-mail', { email: 'nobody@example.com', password: PASSWORD }],
    ['an unknown key', { apiKey: 'sd_unknown' }],
    ['no key', { apiKey: '' }],
  ])('answers the same to %s', async (_, login) => {
    const { status, headers, body } = await access.nobody().logIn(login);
    expect({ status, ...body }).toMatchObject({
      status: 401,
      code: 'LOGIN_FAILED',
      detail: 'That did not fit.',
    });
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('does not answer sooner over an unknown e-mail than over a wrong password', async () => {
    const fastest = async (email: string): Promise<number> => {
      const took: number[] = [];
      for (let tries = 0; tries < 6; tries += 1) {
        const start = performance.now();
        await tryAs(email, 'another password', '203.0.113.1');
        took.push(performance.now() - start);
      }
      return Math.min(...took);
    };
    const [known, unknown] = [await fastest('ana@example.com'), await fastest('nobody@example.com')];
    // Without a hash to compare with it would take a tenth; how much more, a busy machine decides.
    expect(unknown / known).toBeGreaterThan(0.3);
  });

  it('lets no disabled user in, and says no more than for a wrong password', async () => {
    const id = await access.addUser('dan@example.com', 'viewer');
    await access.operator.patch(`/users/${id}`, { disabled: true });
    expect(await tryAs('dan@example.com', PASSWORD, '203.0.113.1')).toMatchObject({
      status: 401,
      body: { code: 'LOGIN_FAILED', detail: 'That did not fit.' },
    });
    await access.operator.patch(`/users/${id}`, { disabled: false });
    expect(await tryAs('dan@example.com', PASSWORD, '203.0.113.1')).toMatchObject({ status: 200 });
  });

  it.each([
    [{}, 'email'],
    [{ email: 'ana@example.com' }, 'password'],
    [{ email: 'ana@example.com', password: 1 }, 'password'],
    [{ email: 'a\u0000b@example.com', password: PASSWORD }, 'email'],
    [{ email: null, password: PASSWORD }, 'email'],
    [{ apiKey: { $ne: '' } }, 'apiKey'],
    [['ana@example.com'], ''],
  ])('refuses %j', async (body, field) => {
    expect(await access.nobody().logIn(body)).toMatchObject({
      status: 400,
      body: { code: 'FIELD_INVALID', field },
    });
  });

  describe('limits', () => {
    it.each(['ana@example.com', 'nobody@example.com'])(
      'looks at ten passwords for %s in a quarter of an hour, wherever they come from',
      async (email) => {
        for (let tries = 1; tries <= 10; tries += 1) {
          expect((await tryAs(email, 'another password', `203.0.113.${tries}`)).status).toBe(401);
        }
        access.wait(10);
        const refused = await tryAs(email, PASSWORD, '203.0.113.99');
        expect(refused).toMatchObject({ status: 429, body: { code: 'LOGIN_LIMITED' } });
        expect(refused.headers.get('retry-after')).toBe('300');
        expect((await tryAs('ben@example.com', PASSWORD, '203.0.113.1')).status).toBe(200);
        access.wait(5);
        const expected = email === 'ana@example.com' ? 200 : 401;
        expect((await tryAs(email, PASSWORD, '203.0.113.99')).status).toBe(expected);
      },
    );

    it('looks at thirty attempts from one network, whoever they are for', async () => {
      for (let tries = 1; tries <= 30; tries += 1) {
        const login = tries % 2 ? { apiKey: 'guess' } : { email: `${tries}@example.com`, password: 'x' };
        expect((await from(`2001:db8:1:2::${tries}`).logIn(login)).status).toBe(401);
      }
      expect(await tryAs('ana@example.com', PASSWORD, '2001:db8:1:2::99')).toMatchObject({ status: 429 });
      expect(await from('2001:db8:1:2::99').logIn({ apiKey: 'operator' })).toMatchObject({ status: 429 });
      expect(await tryAs('ana@example.com', PASSWORD, '2001:db8:1:3::1')).toMatchObject({ status: 200 });
    });

    it('looks at no more of many attempts made at once', async () => {
      const tries = Array.from({ length: 25 }, () => tryAs('ana@example.com', 'x', '203.0.113.1'));
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    });

    it('does not count those that succeed', async () => {
      for (let tries = 0; tries < 12; tries += 1) {
        expect((await tryAs('ana@example.com', PASSWORD, '203.0.113.1')).status).toBe(200);
      }
    });

    it('counts guesses at the current password from within a session', async () => {
      const client = await access.logIn('ana@example.com');
      const change = (): Promise<StaffAnswer> =>
        client.put('/session/password', { current: 'a guess', password: 'a new password' });
      for (let tries = 0; tries < 10; tries += 1) {
        expect(await change()).toMatchObject({ status: 403, body: { code: 'PASSWORD_WRONG' } });
      }
      expect(await change()).toMatchObject({ status: 429, body: { code: 'LOGIN_LIMITED' } });
    });

    it('forgets what is over, and keeps no e-mail and no address', async () => {
      await tryAs('ana@example.com', 'x', '203.0.113.7');
      const kept = await access.database.select().from(schema.loginAttempts);
      expect(kept).toHaveLength(2);
      expect(JSON.stringify(kept)).not.toMatch(/ana|203\.0/);
      access.wait(15);
      await from('203.0.113.8').logIn({ apiKey: 'guess' });
      expect(await access.database.select().from(schema.loginAttempts)).toHaveLength(1);
    });
  });

  describe('with a key', () => {
    it('lets the operator in, who is an admin', async () => {
      const client = access.nobody();
      const answer = await client.logIn({ apiKey: 'operator' });
      expect(answer.body.user).toEqual({ id: 'operator', name: 'operator', email: null, role: 'admin' });
      expect((await client.get('/users')).status).toBe(200);
    });

    it('gives the session the role of the key, and ends it when the key is revoked', async () => {
      const { body: key } = await access.operator.post('/keys', { name: 'Robot', role: 'publisher' });
      const client = access.nobody();
      const { body } = await client.logIn({ apiKey: key.key });
      expect(body.user).toEqual({ id: `key:${key.id}`, name: 'Robot', email: null, role: 'publisher' });
      expect((await client.get('/session')).status).toBe(200);
      await access.operator.delete(`/keys/${key.id}`);
      expect(await client.get('/session')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    });

    it('has no password to change', async () => {
      const client = access.nobody();
      await client.logIn({ apiKey: 'operator' });
      const change = { current: 'operator', password: 'a new password' };
      expect(await client.put('/session/password', change)).toMatchObject({
        status: 409,
        body: { code: 'PASSWORD_NONE' },
      });
    });
  });
});

describe('a session of the operator', () => {
  it('ends when the key that it was opened with is replaced', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'storedesk-access-'));
    const before = await AccessApp.start('PGlite', { ADMIN_API_KEY: 'new-key,old-key' }, dataDir);
    const [byOld, byNew] = [before.nobody(), before.nobody()];
    await byOld.logIn({ apiKey: 'old-key' });
    await byNew.logIn({ apiKey: 'new-key' });
    await before.stop();

    const after = await AccessApp.start('PGlite', { ADMIN_API_KEY: 'new-key' }, dataDir);
    const statusOf = async ({ cookie = '' }: StaffClient): Promise<number> =>
      (await after.nobody({ Cookie: cookie }).get('/session')).status;
    expect([await statusOf(byOld), await statusOf(byNew)]).toEqual([401, 200]);
    await after.stop();
    rmSync(dataDir, { recursive: true });
  });
});
