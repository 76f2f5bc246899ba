import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { MailServer } from '../../../test/support/mail-server';
import { StorefrontApp } from '../../../test/support/storefront-app';
import { ENGINES } from '../../../test/support/test-database';
import { createLog, LogService } from '../../observability';
import { DATABASE, schema, type Database } from '../../storage';
import { IdentityPort, type CodeAttempt, type IdentityProof, type MailText } from '..';
import { MailWorkerService } from '../mails/mail-worker.service';

const START = new Date('2026-06-15T12:00:00Z');
const MINUTE_MS = 60_000;
const RIGHT = { conversationId: 'c1', writer: 'w1', orderNumber: 'W1001', email: 'ana@example.com' };
const WRONG = { ...RIGHT, email: 'mallory@example.com' };

const compose = (code: string): MailText => ({
  subject: 'Your code',
  text: `Type this:\n\n${code}\n\n<b>R&D</b>`,
});

describe.each(ENGINES)('Proving an order by a mailed code on %s', (engine) => {
  const statements: string[] = [];
  const log: string[] = [];
  let server: MailServer;
  let shop: StorefrontApp;
  let db: Database;
  let identity: IdentityPort;

  const request = (attempt: CodeAttempt = RIGHT): Promise<string> =>
    db.transaction((tx) => identity.requestCode(tx, attempt, compose));
  const prove = (code: string, attempt: CodeAttempt = RIGHT): Promise<IdentityProof> =>
    db.transaction((tx) => identity.proveByCode(tx, attempt, code));
  const sendDue = (): Promise<void> => shop.app.get(MailWorkerService).sendDue();
  /** Asks for a code, and reads it in the mail. */
  const codeFor = async (attempt: CodeAttempt = RIGHT): Promise<string> => {
    await request(attempt);
    await sendDue();
    return server.mails.at(-1)?.code ?? 'none';
  };
  const another = (code: string, by: number): string => String((Number(code) + by) % 1e6).padStart(6, '0');
  const after = (minutes: number): Date => new Date(START.getTime() + minutes * MINUTE_MS);

  beforeAll(async () => {
    server = await MailServer.start();
    const mail = {
      smtpUrl: server.url,
      from: 'Juniper & Oak <help@shop.example>',
      requireTls: true,
      pollMs: 0,
    };
    shop = await StorefrontApp.start(engine, START, { mail });
    identity = shop.app.get(IdentityPort);
    const { $client } = shop.app.get<ReturnType<typeof drizzle>>(DATABASE);
    db = drizzle($client, { schema, logger: { logQuery: (query) => void statements.push(query) } });
    Logger.overrideLogger(new LogService(createLog('debug', { write: (line: string) => log.push(line) })));
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await shop.stop();
    await server.stop();
  });
  beforeEach(async () => {
    shop.now = START;
    for (const table of [schema.identityAttempts, schema.identityCodes, schema.mails]) await db.delete(table);
    for (const list of [server.mails, server.refusals, log]) list.splice(0);
  });

  it('is done with the code in the mail, once', async () => {
    const code = await codeFor();
    expect(code).toMatch(/^\d{6}$/);
    expect(server.mails).toMatchObject([{ to: ['ana@example.com'] }]);
    expect(await prove(code)).toMatchObject({ kind: 'verified', order: { number: 'W1001' } });
    expect(await prove(code)).toEqual({ kind: 'not_verified' });
  });

  it('mails text and a page, both with the code, and nothing that is markup to be believed', async () => {
    await codeFor();
    const { source, code } = server.mails[0]!;
    expect(source).toMatch(/^From: "?Juniper & Oak"? <help@shop.example>/m);
    expect(source).toMatch(/^Subject: Your code/m);
    expect(source).toMatch(/^Content-Type: text\/plain/m);
    expect(source).toMatch(/^Content-Type: text\/html/m);
    expect(source.split(code!)).toHaveLength(3);
    expect(source).toContain('&lt;b&gt;R&amp;D&lt;/b&gt;');
  });

  it.each([
    ['another address', WRONG],
    ['an order that does not exist', { ...RIGHT, orderNumber: 'W9999' }],
  ])('mails nothing for %s, and no code is right', async (_case, attempt) => {
    expect(await request(attempt)).toBe('requested');
    await sendDue();
    expect(server.mails).toEqual([]);
    expect(await db.select().from(schema.mails)).toEqual([]);
    expect(await prove('000000', attempt)).toEqual({ kind: 'not_verified' });
  });

  it('writes to the address on record, whatever counts as the same', async () => {
    await codeFor({ ...RIGHT, email: 'ANA@EXAMPLE.COM' });
    expect(server.mails).toMatchObject([{ to: ['ana@example.com'] }]);
  });

  it('is for who asked, in that conversation and for that order', async () => {
    const code = await codeFor();
    for (const other of [{ conversationId: 'c2' }, { writer: 'w2' }, { orderNumber: 'W1003' }]) {
      expect(await prove(code, { ...RIGHT, ...other })).toEqual({ kind: 'not_verified' });
    }
    expect(await prove(code)).toMatchObject({ kind: 'verified' });
  });

  it('is not done any more after ten minutes, and the code is cleared away', async () => {
    const code = await codeFor();
    shop.now = after(10);
    expect(await prove(code)).toEqual({ kind: 'not_verified' });
    await sendDue();
    expect(await db.select().from(schema.identityCodes)).toEqual([]);
  });

  it('bears five tries, over all conversations', async () => {
    const code = await codeFor();
    const kinds: string[] = [];
    for (let by = 1; by <= 5; by += 1) kinds.push((await prove(another(code, by))).kind);
    expect(kinds).toEqual([...Array<string>(4).fill('not_verified'), 'too_many_tries']);
    expect(await prove(code)).toEqual({ kind: 'too_many_tries' });
    expect(await request({ ...RIGHT, conversationId: 'c2' })).toBe('too_many_tries');
  });

  it('takes no sixth try at a code, also when tries are allowed again', async () => {
    const code = await codeFor();
    await db.update(schema.identityCodes).set({ tries: 5 });
    expect(await prove(code)).toEqual({ kind: 'not_verified' });
  });

  it('sends three mails an hour for an order and says nothing of it', async () => {
    for (let mail = 0; mail < 5; mail += 1) {
      expect(await request({ ...RIGHT, conversationId: `c${mail}` })).toBe('requested');
    }
    await sendDue();
    expect(server.mails).toHaveLength(3);
    expect(await prove('000000', { ...RIGHT, conversationId: 'c4' })).toEqual({ kind: 'not_verified' });
    shop.now = after(61);
    await codeFor();
    expect(server.mails).toHaveLength(4);
  });

  it('sends three mails an hour to an address, whatever the order', async () => {
    for (const orderNumber of ['W1001', 'W1003', 'W1007', 'W1001']) await request({ ...RIGHT, orderNumber });
    await sendDue();
    expect(server.mails).toHaveLength(3);
  });

  it('keeps the mails of an order for its customer: wrong addresses use none up', async () => {
    for (let stranger = 0; stranger < 6; stranger += 1) {
      await request({ ...WRONG, conversationId: `s${stranger}`, email: `m${stranger}@example.net` });
    }
    expect(await codeFor()).toMatch(/^\d{6}$/);
  });

  it('runs the same statements whether the order exists or not, and whether a mail goes out or not', async () => {
    const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
      statements.length = 0;
      await work();
      return [...statements];
    };
    const unknown = { ...WRONG, orderNumber: 'W9999' };
    const [asked, tried] = [
      await statementsOf(() => request(WRONG)),
      await statementsOf(() => prove('123456', WRONG)),
    ];
    expect(asked.length).toBeGreaterThan(5);
    expect(await statementsOf(() => request(unknown))).toEqual(asked);
    expect(await statementsOf(() => request(RIGHT))).toEqual(asked);
    expect(await statementsOf(() => prove('123456', unknown))).toEqual(tried);
    expect(await statementsOf(() => prove('123456', RIGHT))).toEqual(tried);
  });

  it('ends when the order comes under another address', async () => {
    const code = await codeFor();
    const move = (email: string): Promise<unknown> =>
      db.update(schema.orders).set({ email }).where(eq(schema.orders.number, 'W1001'));
    await move('other@example.com');
    expect(await prove(code)).toEqual({ kind: 'not_verified' });
    await move('ana@example.com');
  });

  it('mails nothing of a turn that was rolled back', async () => {
    await shop.within(async (tx) => void (await identity.requestCode(tx, RIGHT, compose)));
    await sendDue();
    expect(server.mails).toEqual([]);
  });

  it('tries again what the server does not take now, with the same mail, and gives up what it never takes', async () => {
    server.refusals.push(451);
    await request();
    await sendDue();
    expect(server.mails).toEqual([]);
    shop.now = new Date(START.getTime() + 2_000);
    await sendDue();
    expect(await prove(server.mails[0]!.code!)).toMatchObject({ kind: 'verified' });
    server.refusals.push(550);
    await request();
    await sendDue();
    expect(await db.select().from(schema.mails)).toEqual([]);
    expect(server.mails).toHaveLength(1);
  });

  it('gives a mail up when its code has ended', async () => {
    server.refusals.push(451);
    await request();
    await sendDue();
    shop.now = after(11);
    await sendDue();
    expect(server.mails).toEqual([]);
    expect(await db.select().from(schema.mails)).toEqual([]);
  });

  it('leaves neither code nor address in the log or the database', async () => {
    server.refusals.push(451);
    await request();
    await sendDue();
    const rows = JSON.stringify([
      await db.select().from(schema.mails),
      await db.select().from(schema.identityCodes),
      await db.select().from(schema.identityAttempts),
    ]);
    shop.now = new Date(START.getTime() + 2_000);
    await sendDue();
    const { code } = server.mails[0]!;
    expect(rows).not.toMatch(/ana@example|Type this/);
    expect(rows).not.toContain(`"${code}"`);
    expect(log.join()).toContain('a mail could not be sent yet');
    expect(log.join()).not.toMatch(/ana@|example\.com/);
    expect(log.join()).not.toContain(code!);
  });
});
