import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayActAs, ROLES, type Role } from '../../src/admin/access/roles';
import { LEAST_ROLES, NOT_THERE_YET } from '../fixtures/admin-roles';
import { adminRoutes } from '../support/admin-routes';
import { BotApp } from '../support/bot-app';
import { StaffClient, type StaffAnswer } from '../support/staff-client';

const PASSWORD = 'correct horse battery';

/** Whoever may run all golden conversations need not do so here. */
const BODIES: Record<string, unknown> = { 'POST /golden/run': { names: ['nothing-here'] } };

/** Whoever may not gets 401 or 403; whoever may gets what the route says to an empty request. */
function verdictOf({ status, body }: StaffAnswer): unknown {
  if (status >= 500) return { status, body: body as unknown };
  if (status === 401 || status === 403) return (body as { code: string }).code;
  return 'allowed';
}

describe('the admin API', () => {
  let bot: BotApp;
  let routes: string[];
  let clients: Record<string, StaffClient>;

  beforeAll(async () => {
    bot = await BotApp.start();
    routes = adminRoutes(bot.app);
    const url = await bot.url();
    const operator = new StaffClient(url, { Authorization: 'Bearer admin' });
    clients = { nobody: new StaffClient(url), operator };
    for (const role of ROLES) {
      const { body } = await operator.post('/keys', { name: role, role });
      clients[`${role}, by key`] = new StaffClient(url, { Authorization: `Bearer ${body.key}` });
      const email = `${role}@example.com`;
      await operator.post('/users', { email, name: role, role, password: PASSWORD });
      const client = new StaffClient(url);
      await client.logIn({ email, password: PASSWORD });
      clients[`${role}, by session`] = client;
    }
  });
  afterAll(() => bot.stop());

  const ask = (who: string, route: string): Promise<StaffAnswer> => {
    const [method = '', path = ''] = route.split(' ');
    const body = method === 'GET' ? undefined : (BODIES[route] ?? {});
    return clients[who]!.send(method, path.replace(/\{\w+\}/g, 'nothing-here'), body);
  };
  const expected = (route: string, role: Role): string => {
    const least = LEAST_ROLES[route];
    return least === 'nobody' || (least && mayActAs(role, least)) ? 'allowed' : 'ROLE_INSUFFICIENT';
  };
  /** Logging out last. */
  const inOrder = (): string[] => [
    ...routes.filter((route) => route !== 'DELETE /session'),
    'DELETE /session',
  ];
  const verdicts = async (who: string): Promise<Record<string, unknown>> => {
    const all: Record<string, unknown> = {};
    for (const route of inOrder()) all[route] = verdictOf(await ask(who, route));
    return all;
  };

  it('has a least role for every route', () => {
    expect(routes.filter((route) => !(route in LEAST_ROLES))).toEqual([]);
  });

  it('has every route that has a least role', () => {
    const missing = Object.keys(LEAST_ROLES).filter((route) => !routes.includes(route));
    expect(missing.sort()).toEqual([...NOT_THERE_YET].sort());
  });

  it('is as its description says', () => {
    // Described in docs/api.md.
    expect({ ...describedRoles(), 'POST /nlu/parse': 'viewer' }).toEqual(LEAST_ROLES);
  });

  it('lets nobody in without a key or a session', async () => {
    expect(await verdicts('nobody')).toEqual(
      Object.fromEntries(
        routes.map((route) => [route, LEAST_ROLES[route] === 'nobody' ? 'allowed' : 'UNAUTHENTICATED']),
      ),
    );
  });

  it.each(ROLES.flatMap((role) => ['key', 'session'].map((by) => [role, by] as const)))(
    'lets a %s, by %s, do what the role may and nothing else',
    async (role, by) => {
      expect(await verdicts(`${role}, by ${by}`)).toEqual(
        Object.fromEntries(routes.map((route) => [route, expected(route, role)])),
      );
    },
  );

  it('lets the operator do everything', async () => {
    expect(await verdicts('operator')).toEqual(Object.fromEntries(routes.map((route) => [route, 'allowed'])));
  });
});

/** The tables of docs/admin-api.md: routes in the first column, the least role in the second. */
function describedRoles(): Record<string, string> {
  const lines = readFileSync(join(__dirname, '../../docs/admin-api.md'), 'utf8').split('\n');
  const roles: Record<string, string> = {};
  for (const line of lines.filter((each) => each.startsWith('| `'))) {
    const [, first = '', role = ''] = line.split(/(?<!\\)\|/);
    for (const [, route] of first.matchAll(/`([A-Z]+ \/[^`?\s]*)/g)) {
      roles[route ?? ''] = role.trim() === '–' ? 'nobody' : role.trim();
    }
  }
  return roles;
}
