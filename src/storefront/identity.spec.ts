import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { drizzle } from 'drizzle-orm/node-postgres';
import { randomBytes } from 'node:crypto';
import { StorefrontApp } from '../../test/support/storefront-app';
import { ENGINES } from '../../test/support/test-database';
import { DATABASE, schema, type Database } from '../storage';
import { IdentityPort, type IdentityAttempt, type IdentityProof } from '.';

const START = new Date('2026-06-15T12:00:00Z');
const HOUR_MS = 60 * 60 * 1000;
const RIGHT = { orderNumber: 'W1001', email: 'ana@example.com' };

describe.each(ENGINES)('Proving an order on %s', (engine) => {
  const statements: string[] = [];
  let shop: StorefrontApp;
  let db: Database;
  let identity: IdentityPort;
  let conversations = 0;

  /** Each in a conversation of its own, unless it says otherwise. */
  const prove = (attempt: Partial<IdentityAttempt>): Promise<IdentityProof> => {
    conversations += 1;
    const conversationId = `conversation-${conversations}`;
    return db.transaction((tx) => identity.prove(tx, { conversationId, ...RIGHT, ...attempt }));
  };

  const kindsOf = async (attempts: Partial<IdentityAttempt>[]): Promise<string[]> => {
    const kinds: string[] = [];
    for (const attempt of attempts) kinds.push((await prove(attempt)).kind);
    return kinds;
  };

  const times = (
    count: number,
    attempt: (index: number) => Partial<IdentityAttempt>,
  ): Partial<IdentityAttempt>[] => Array.from({ length: count }, (_, index) => attempt(index));

  const wrong = (index: number): string => `wrong${index}@example.com`;

  beforeAll(async () => {
    shop = await StorefrontApp.start(engine, START);
    identity = shop.app.get(IdentityPort);
    const { $client } = shop.app.get<ReturnType<typeof drizzle>>(DATABASE);
    // The same pool, with the statements written down.
    const logger = { logQuery: (query: string) => void statements.push(query) };
    db = drizzle($client, { schema, logger });
  });

  afterAll(() => shop.stop());

  beforeEach(async () => {
    shop.now = START;
    await db.delete(schema.identityAttempts);
  });

  it('is done with number and e-mail, however they are written', async () => {
    expect(await prove({ orderNumber: '#w 1001', email: '  Ana@Example.COM ' })).toMatchObject({
      kind: 'verified',
      order: { number: 'W1001', lines: [{ sku: 'SKU-20110' }, { sku: 'SKU-40005' }] },
      customer: { customerId: 'cust-ana', email: 'ana@example.com' },
    });
  });

  it.each([
    ["somebody else's e-mail", { email: 'ben@example.com' }],
    ['no e-mail', { email: '' }],
    ['an order that does not exist', { orderNumber: 'W9999' }],
    ['no number', { orderNumber: '' }],
    ['neither', { orderNumber: '', email: '' }],
  ])('is not done with %s', async (_case, attempt) => {
    expect(await prove(attempt)).toEqual({ kind: 'not_verified' });
  });

  it('runs the same statements whether the order exists or not', async () => {
    const statementsOf = async (attempt: Partial<IdentityAttempt>): Promise<string[]> => {
      statements.length = 0;
      await prove(attempt);
      return [...statements];
    };
    const existing = await statementsOf({ email: 'mallory@example.com' });
    expect(existing.length).toBeGreaterThan(3);
    expect(await statementsOf({ email: 'mallory@example.com', orderNumber: 'W9999' })).toEqual(existing);
  });

  it('looks nothing up once the tries are spent', async () => {
    await kindsOf(times(5, (index) => ({ email: wrong(index) })));
    statements.length = 0;
    expect(await prove({})).toEqual({ kind: 'too_many_tries' });
    expect(statements.join()).not.toContain('"orders"');
  });

  it('says so with the fifth failure for an order, existing or not, over all conversations', async () => {
    for (const orderNumber of ['W1001', 'W9999']) {
      const kinds = await kindsOf(
        times(7, (index) => ({ orderNumber, email: `${orderNumber}-${wrong(index)}` })),
      );
      expect(kinds).toEqual([
        ...Array<string>(4).fill('not_verified'),
        ...Array<string>(3).fill('too_many_tries'),
      ]);
    }
    expect(await prove({})).toEqual({ kind: 'too_many_tries' });
  });

  it('counts an order once, with its letters or without', async () => {
    const numbers = ['W1001', '1001', '#1001', 'w-1001', 'x1001'];
    await kindsOf(numbers.map((orderNumber, index) => ({ orderNumber, email: wrong(index) })));
    expect(await prove({})).toEqual({ kind: 'too_many_tries' });
  });

  it('says so with the fifth failure for an e-mail', async () => {
    const email = 'mallory@example.com';
    const kinds = await kindsOf(times(6, (index) => ({ orderNumber: `W20${index}`, email })));
    expect(kinds).toEqual([...Array<string>(4).fill('not_verified'), 'too_many_tries', 'too_many_tries']);
  });

  it('says so with the fifth failure in a conversation', async () => {
    const conversationId = 'one-conversation';
    const kinds = await kindsOf(
      times(6, (index) => ({ conversationId, orderNumber: `W30${index}`, email: wrong(index) })),
    );
    expect(kinds).toEqual([...Array<string>(4).fill('not_verified'), 'too_many_tries', 'too_many_tries']);
    expect(await prove({ conversationId })).toEqual({ kind: 'too_many_tries' });
    expect(await prove({})).toMatchObject({ kind: 'verified' });
  });

  it('says so with the tenth failure of a sender, over all conversations', async () => {
    const senderId = 'sender-1';
    const kinds = await kindsOf(
      times(11, (index) => ({ senderId, orderNumber: `W40${index}`, email: wrong(index) })),
    );
    expect(kinds).toEqual([...Array<string>(9).fill('not_verified'), 'too_many_tries', 'too_many_tries']);
    expect(await prove({ senderId: 'sender-2' })).toMatchObject({ kind: 'verified' });
  });

  it('hears again an hour after the first failure', async () => {
    await kindsOf(times(5, (index) => ({ email: wrong(index) })));
    shop.now = new Date(START.getTime() + HOUR_MS - 1);
    expect(await prove({})).toEqual({ kind: 'too_many_tries' });
    shop.now = new Date(START.getTime() + HOUR_MS);
    expect(await prove({})).toMatchObject({ kind: 'verified' });
  });

  it('gives no tries back for a success, and takes none', async () => {
    const kinds = await kindsOf([
      ...times(4, (index) => ({ email: wrong(index) })),
      ...times(6, () => ({})),
      { email: wrong(4) },
      {},
    ]);
    expect(kinds).toEqual([
      ...Array<string>(4).fill('not_verified'),
      ...Array<string>(6).fill('verified'),
      'too_many_tries',
      'too_many_tries',
    ]);
  });

  it('keeps no e-mail of the attempts, and none of them longer than needed', async () => {
    await prove({ email: 'mallory@example.com', senderId: 'mallory' });
    const rows = await db.select().from(schema.identityAttempts);
    expect(rows).toHaveLength(4);
    expect(JSON.stringify(rows)).not.toContain('mallory');
    shop.now = new Date(START.getTime() + 2 * HOUR_MS);
    await prove({ orderNumber: 'W9999', email: 'trudy@example.com' });
    expect(await db.select().from(schema.identityAttempts)).toHaveLength(3);
  });

  it('bears a number of any length', async () => {
    const orderNumber = randomBytes(20_000).toString('hex');
    expect(await prove({ orderNumber })).toEqual({ kind: 'not_verified' });
  });

  if (engine === 'PostgreSQL') {
    it('allows no more tries to those made at the same moment', async () => {
      await Promise.all(times(9, (index) => ({ email: wrong(index) })).map(prove));
      const rows = await db.select().from(schema.identityAttempts);
      expect(rows.find(({ subject }) => subject === 'order:1001')).toMatchObject({ failures: 5 });
    });
  }
});
