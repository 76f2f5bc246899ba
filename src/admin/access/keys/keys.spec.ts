import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessApp } from '../../../../test/support/access-app';
import type { StaffAnswer, StaffClient } from '../../../../test/support/staff-client';
import { ENGINES } from '../../../../test/support/test-database';
import { schema } from '../../../storage';
import { ApiKeysService } from './api-keys.service';

describe.each(ENGINES)(`${ApiKeysService.name} on %s`, (engine) => {
  let access: AccessApp;

  beforeAll(async () => {
    access = await AccessApp.start(engine);
  });
  beforeEach(() => access.database.delete(schema.apiKeys));
  afterAll(() => access.stop());

  const make = (more: object = {}): Promise<StaffAnswer> =>
    access.operator.post('/keys', { name: 'Robot', role: 'admin', ...more });
  const holder = ({ body }: StaffAnswer): StaffClient =>
    access.nobody({ Authorization: `Bearer ${body.key}` });
  const INVALID = { status: 401, body: { code: 'ADMIN_KEY_INVALID' } };

  it('shows a key once, and keeps its hash', async () => {
    const { status, body } = await make();
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: expect.any(String),
        name: 'Robot',
        role: 'admin',
        prefix: String(body.key).slice(0, 9),
        key: expect.stringMatching(/^sd_[\w-]{43}$/),
        createdAt: access.now.toISOString(),
        createdBy: 'operator',
        lastUsedAt: null,
        expiresAt: null,
        revokedAt: null,
      },
    });
    const { key, ...shown } = body;
    const listed = await access.operator.get('/keys');
    expect(listed.body).toEqual({ items: [shown], nextCursor: null });
    expect(JSON.stringify(await access.database.select().from(schema.apiKeys))).not.toContain(key);
  });

  it('lets its holder in, with its role', async () => {
    const made = await make({ role: 'viewer' });
    expect((await holder(made).get('/session')).body.user).toEqual({
      id: `key:${made.body.id}`,
      name: 'Robot',
      email: null,
      role: 'viewer',
    });
    expect(await holder(made).get('/users')).toMatchObject({
      status: 403,
      body: { code: 'ROLE_INSUFFICIENT' },
    });
  });

  it('opens nothing from the moment it is revoked, and stays listed', async () => {
    const made = await make();
    expect((await holder(made).get('/session')).status).toBe(200);
    expect((await access.operator.delete(`/keys/${made.body.id}`)).status).toBe(204);
    expect(await holder(made).get('/session')).toMatchObject(INVALID);
    const revokedAt = access.now.toISOString();
    access.wait(1);
    expect((await access.operator.delete(`/keys/${made.body.id}`)).status).toBe(204);
    expect((await access.operator.get('/keys')).body.items).toMatchObject([{ revokedAt }]);
  });

  it('opens nothing once it has expired', async () => {
    const expiresAt = new Date(access.now.getTime() + 60 * 60_000).toISOString();
    const made = await make({ expiresAt });
    expect(made.body.expiresAt).toBe(expiresAt);
    const session = access.nobody();
    await session.logIn({ apiKey: made.body.key });
    access.wait(59);
    expect((await holder(made).get('/session')).status).toBe(200);
    expect((await session.get('/session')).status).toBe(200);
    access.wait(1);
    expect(await holder(made).get('/session')).toMatchObject(INVALID);
    expect((await session.get('/session')).status).toBe(401);
  });

  it('says when it was last used, to the minute', async () => {
    const made = await make();
    const lastUsedAt = async (): Promise<string> =>
      (await access.operator.get('/keys')).body.items[0].lastUsedAt as string;
    const first = access.now.toISOString();
    await holder(made).get('/session');
    expect(await lastUsedAt()).toBe(first);
    access.wait(0.99);
    await holder(made).get('/session');
    expect(await lastUsedAt()).toBe(first);
    access.wait(0.01);
    await holder(made).get('/session');
    expect(await lastUsedAt()).toBe(access.now.toISOString());
  });

  it.each([
    ['name', { name: '' }],
    ['role', { role: 'operator' }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: 4_102_444_800 }],
  ])('refuses another %s: %j', async (field, wrong) => {
    expect(await make(wrong)).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID', field } });
  });

  it('lists the newest first, in pages, those of the same moment too', async () => {
    const names = ['1', '2', '3', '4', '5'];
    for (const name of names) {
      await make({ name });
      if (name === '3') access.wait(1);
    }
    const first = (await access.operator.get('/keys?limit=3')).body;
    const second = (await access.operator.get(`/keys?limit=3&cursor=${first.nextCursor}`)).body;
    const listed = [...first.items, ...second.items].map(({ name }: { name: string }) => name);
    expect(second.nextCursor).toBeNull();
    expect(listed.slice(0, 2).sort()).toEqual(['4', '5']);
    expect([...listed].sort()).toEqual(names);
  });

  it.each(['nothing', '%00'])('knows no key %s', async (id) => {
    expect(await access.operator.delete(`/keys/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'KEY_UNKNOWN' },
    });
  });

  it('does not take what is stored of a key for the key', async () => {
    await make();
    const [{ keyHash } = { keyHash: '' }] = await access.database.select().from(schema.apiKeys);
    expect(await access.nobody({ Authorization: `Bearer ${keyHash}` }).get('/session')).toMatchObject(
      INVALID,
    );
  });
});
