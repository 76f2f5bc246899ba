import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessApp, PASSWORD } from '../../../test/support/access-app';
import type { StaffClient } from '../../../test/support/staff-client';
import { schema } from '../../storage';
import { AuditService } from './audit.service';

interface Entry {
  id: number;
  action: string;
  target: string;
  actor: string;
  details: unknown;
}

describe(AuditService.name, () => {
  let access: AccessApp;
  let admin: StaffClient;
  let benId: string;
  let key: { id: string; key: string; prefix: string };
  const NEW_PASSWORD = 'a password of her own';
  const GUESSED = 'a guessed password';

  /** Everything that changes something, once. */
  beforeAll(async () => {
    access = await AccessApp.start('PGlite', { TRUST_PROXY: 'loopback' });
    await access.addUser('ana@example.com', 'admin');
    admin = await access.logIn('ana@example.com', { 'X-Forwarded-For': '203.0.113.7' });
    await access.nobody().logIn({ email: 'ana@example.com', password: GUESSED });
    await admin.put('/session/password', { current: PASSWORD, password: NEW_PASSWORD });
    const ben = { email: 'ben@example.com', name: 'Ben', role: 'viewer', password: PASSWORD };
    benId = (await admin.post('/users', ben)).body.id;
    await admin.patch(`/users/${benId}`, {
      name: 'Benjamin',
      role: 'editor',
      disabled: true,
      password: NEW_PASSWORD,
    });
    await admin.patch(`/users/${benId}`, { name: 'Benjamin' });
    await admin.delete(`/users/${benId}`);
    key = (await admin.post('/keys', { name: 'Robot', role: 'viewer' })).body;
    await access.nobody().logIn({ apiKey: key.key });
    await access.nobody({ Authorization: `Bearer ${key.key}` }).post('/users', ben);
    await admin.delete(`/keys/${key.id}`);
    await admin.delete('/session');
  });
  afterAll(() => access.stop());

  const list = async (query = ''): Promise<Entry[]> =>
    (await access.operator.get(`/audit?${query}`)).body.items as Entry[];

  it('tells of every change, newest first, and of nothing that changed nothing', async () => {
    const told = (await list()).map(({ action, target, actor }) => [actor.split(':')[0], action, target]);
    expect(told.reverse()).toEqual([
      ['operator', 'user.create', 'user:ana@example.com'],
      ['user', 'session.open', 'user:ana@example.com'],
      ['user', 'user.change', 'user:ana@example.com'],
      ['user', 'user.create', 'user:ben@example.com'],
      ['user', 'user.change', 'user:ben@example.com'],
      ['user', 'user.delete', 'user:ben@example.com'],
      ['user', 'key.create', `key:${key.id}`],
      ['key', 'session.open', `key:${key.id}`],
      ['user', 'key.revoke', `key:${key.id}`],
      ['user', 'session.close', 'user:ana@example.com'],
    ]);
  });

  it('says who, when, from where, and what it was before and after', async () => {
    const entries = await list('target=user:ben@example.com');
    const common = {
      at: access.now.toISOString(),
      actor: expect.stringMatching(/^user:[\w-]{22}$/),
      actorName: 'ana',
      address: '203.0.113.7',
      target: 'user:ben@example.com',
    };
    expect(entries).toEqual([
      {
        ...common,
        id: expect.any(Number),
        action: 'user.delete',
        details: { name: ['Benjamin', null], role: ['editor', null] },
      },
      {
        ...common,
        id: expect.any(Number),
        action: 'user.change',
        details: {
          name: ['Ben', 'Benjamin'],
          role: ['viewer', 'editor'],
          disabled: [false, true],
          password: 'changed',
        },
      },
      {
        ...common,
        id: expect.any(Number),
        action: 'user.create',
        details: { name: [null, 'Ben'], role: [null, 'viewer'] },
      },
    ]);
  });

  it('lists what one actor did, and to one target', async () => {
    expect(await list('actor=operator')).toMatchObject([{ action: 'user.create' }]);
    expect(await list('actor=operator&target=user:ben@example.com')).toEqual([]);
    expect(await list(`target=key:${key.id}`)).toHaveLength(3);
  });

  it('comes in pages', async () => {
    const all = await list();
    const paged: Entry[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await access.operator.get(`/audit?limit=3${cursor && `&cursor=${cursor}`}`);
      expect(body.items.length).toBeLessThanOrEqual(3);
      paged.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  it.each(['limit=0', 'cursor=abc', 'cursor=-1', 'cursor=1e3', 'target=%00', 'actor=a&actor=b'])(
    'refuses %s',
    async (query) => {
      const answer = await access.operator.get(`/audit?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID' } });
    },
  );

  it('holds no secret, and neither does the log', async () => {
    const secrets = [PASSWORD, NEW_PASSWORD, GUESSED, key.key, admin.cookie?.split('=')[1], admin.csrfToken];
    const hashes = (await access.database.select().from(schema.users)).map(
      ({ passwordHash }) => passwordHash,
    );
    const written = { audit: JSON.stringify(await list('limit=200')), log: access.log.join('\n') };
    expect(access.log.length).toBeGreaterThan(10);
    for (const secret of [...secrets, ...hashes]) {
      expect(secret).toMatch(/.{12}/);
      expect(written.audit).not.toContain(secret);
      expect(written.log).not.toContain(secret);
    }
    expect(written.log).not.toContain('example.com');
  });

  it('tells nothing of what was refused', async () => {
    const before = await list();
    await access.operator.post('/users', {
      email: 'ana@example.com',
      name: 'x',
      role: 'viewer',
      password: PASSWORD,
    });
    const { body } = await access.operator.get('/users');
    await access.operator.delete(`/users/${body.items[0].id}`);
    expect(await list()).toEqual(before);
  });
});
