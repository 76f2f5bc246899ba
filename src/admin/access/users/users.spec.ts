import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessApp, PASSWORD } from '../../../../test/support/access-app';
import type { StaffAnswer } from '../../../../test/support/staff-client';
import { ENGINES } from '../../../../test/support/test-database';
import { schema } from '../../../storage';
import { UsersService } from './users.service';

describe.each(ENGINES)(`${UsersService.name} on %s`, (engine) => {
  let access: AccessApp;

  beforeAll(async () => {
    access = await AccessApp.start(engine);
  });
  beforeEach(async () => {
    await access.database.delete(schema.loginAttempts);
    await access.database.delete(schema.users);
  });
  afterAll(() => access.stop());

  const ana = { email: 'Ana@Example.com', name: ' Ana ', role: 'editor', password: PASSWORD };
  const change = (id: string, changes: unknown): Promise<StaffAnswer> =>
    access.operator.patch(`/users/${id}`, changes);

  it('makes a user who can log in', async () => {
    const { status, body } = await access.operator.post('/users', ana);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: expect.stringMatching(/^[\w-]{22}$/),
        email: 'ana@example.com',
        name: 'Ana',
        role: 'editor',
        disabledAt: null,
        createdAt: access.now.toISOString(),
      },
    });
    expect((await access.nobody().logIn({ email: 'ana@example.com', password: PASSWORD })).status).toBe(200);
  });

  it('gives an e-mail to one user only, of two made at once too', async () => {
    const made = [ana, { ...ana, email: 'ana@example.com' }].map((user) =>
      access.operator.post('/users', user),
    );
    const answers = (await Promise.all(made)).sort((one, other) => one.status - other.status);
    expect(answers).toMatchObject([{ status: 200 }, { status: 409, body: { code: 'EMAIL_TAKEN' } }]);
  });

  it.each([
    ['email', { email: 'ana' }],
    ['email', { email: `${'a'.repeat(60)}@${'b.'.repeat(100)}example.com` }],
    ['name', { name: '  ' }],
    ['name', { name: 'a\u0000b' }],
    ['name', { name: 'a\ud800b' }],
    ['email', { email: 'ana\ud800@example.com' }],
    ['name', { name: 'a'.repeat(101) }],
    ['role', { role: 'operator' }],
    ['role', { role: null }],
    ['password', { password: 'elevenchars' }],
    ['password', { password: 'a'.repeat(201) }],
    ['password', { password: 123_456_789_012 }],
  ])('refuses another %s: %j', async (field, wrong) => {
    expect(await access.operator.post('/users', { ...ana, ...wrong })).toMatchObject({
      status: 400,
      body: { code: 'FIELD_INVALID', field },
    });
    expect(await access.database.select().from(schema.users)).toHaveLength(0);
  });

  it('changes what is named and nothing else', async () => {
    const { body: user } = await access.operator.post('/users', ana);
    expect((await change(user.id, { name: 'Anna' })).body).toEqual({ ...user, name: 'Anna' });
    expect((await change(user.id, { role: 'publisher' })).body).toMatchObject({
      name: 'Anna',
      role: 'publisher',
    });
    access.wait(1);
    const disabledAt = access.now.toISOString();
    expect((await change(user.id, { disabled: true })).body).toMatchObject({ disabledAt });
    access.wait(1);
    expect((await change(user.id, { disabled: true })).body).toMatchObject({ disabledAt });
    expect((await change(user.id, { disabled: false, email: 'other@example.com' })).body).toEqual({
      ...user,
      name: 'Anna',
      role: 'publisher',
    });
  });

  it.each([{ disabled: null }, { disabled: 'false' }, { role: 'root' }, { name: null }, { password: '' }])(
    'refuses the change %j',
    async (changes) => {
      const { body: user } = await access.operator.post('/users', ana);
      expect(await change(user.id, changes)).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID' } });
    },
  );

  it.each(['nobody', '%00', 'a%2Fb', `${'x'.repeat(65)}`])('knows no user %s', async (id) => {
    const unknown = { status: 404, body: { code: 'USER_UNKNOWN' } };
    expect(await change(id, { name: 'Ana' })).toMatchObject(unknown);
    expect(await access.operator.delete(`/users/${id}`)).toMatchObject(unknown);
  });

  it('lists users by e-mail, in pages', async () => {
    const emails = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com'];
    for (const email of [...emails].reverse()) await access.addUser(email, 'viewer');
    const listed: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await access.operator.get(`/users?limit=2${cursor && `&cursor=${cursor}`}`);
      listed.push((body.items as { email: string }[]).map(({ email }) => email));
      cursor = body.nextCursor;
    }
    expect(listed).toEqual([emails.slice(0, 2), emails.slice(2, 4), emails.slice(4)]);
  });

  it.each(['limit=0', 'limit=201', 'limit=two', 'cursor=%00', 'cursor=AA', 'cursor=a&cursor=b'])(
    'refuses the page %s',
    async (query) => {
      const answer = await access.operator.get(`/users?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID' } });
    },
  );

  describe('the last enabled admin', () => {
    const LAST = { status: 409, body: { code: 'LAST_ADMIN' } };

    it('can be neither demoted nor disabled nor deleted', async () => {
      const id = await access.addUser('a@example.com', 'admin');
      const disabled = await access.addUser('b@example.com', 'admin');
      await change(disabled, { disabled: true });
      await access.addUser('c@example.com', 'publisher');

      expect(await change(id, { role: 'publisher' })).toMatchObject(LAST);
      expect(await change(id, { disabled: true })).toMatchObject(LAST);
      expect(await change(id, { name: 'Other', role: 'viewer' })).toMatchObject(LAST);
      expect(await access.operator.delete(`/users/${id}`)).toMatchObject(LAST);
      const { body } = await access.operator.get('/users?limit=1');
      expect(body.items).toMatchObject([{ id, name: 'a', role: 'admin', disabledAt: null }]);
    });

    it('can change in every other way', async () => {
      const id = await access.addUser('a@example.com', 'admin');
      expect((await change(id, { name: 'Anna', password: 'another password', role: 'admin' })).status).toBe(
        200,
      );
    });

    it('can go once there is another', async () => {
      const id = await access.addUser('a@example.com', 'admin');
      await access.addUser('b@example.com', 'admin');
      expect((await access.operator.delete(`/users/${id}`)).status).toBe(204);
    });

    it('is not the last while a disabled one is let back in', async () => {
      const id = await access.addUser('a@example.com', 'admin');
      const other = await access.addUser('b@example.com', 'admin');
      await change(other, { disabled: true });
      await change(other, { disabled: false });
      expect((await change(id, { disabled: true })).status).toBe(200);
    });

    it('is left when all are taken away at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        await access.database.delete(schema.users);
        const emails = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'];
        const ids = await Promise.all(emails.map((email) => access.addUser(email, 'admin')));
        const [first = '', second = '', third = '', fourth = ''] = ids;
        const answers = await Promise.all([
          change(first, { role: 'viewer' }),
          change(second, { disabled: true }),
          access.operator.delete(`/users/${third}`),
          change(fourth, { disabled: true }),
        ]);
        expect(answers.filter(({ status }) => status === 409)).toMatchObject([LAST]);
        const { body } = await access.operator.get('/users');
        const left = (body.items as { role: string; disabledAt: string | null }[]).filter(
          ({ role, disabledAt }) => role === 'admin' && disabledAt === null,
        );
        expect(left).toHaveLength(1);
      }
    });
  });
});
