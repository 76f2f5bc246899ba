import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  createTestDatabase,
  ENGINES,
  TEST_SERVER,
  type TestDatabase,
} from '../../../test/support/test-database';
import { type Database, DATABASE, schema, StorageModule } from '../../storage';
import { OutboxRepository } from './outbox.repository';

const CHANNELS = ['botframework'];

describe.each(ENGINES)(`${OutboxRepository.name} on %s`, (engine) => {
  let database: TestDatabase | undefined;
  let module: TestingModule;
  let outbox: OutboxRepository;
  let number = 0;
  const start = Date.parse('2026-01-31T10:00:00Z');
  const at = (seconds: number): Date => new Date(start + seconds * 1000);

  const newConversation = async (): Promise<string> => {
    const id = `c${(number += 1)}`;
    const replyAddress = { conversation: { id } };
    await module
      .get<Database>(DATABASE)
      .insert(schema.conversations)
      .values({ id, channel: 'botframework', externalId: id, state: {}, replyAddress });
    return id;
  };

  beforeAll(async () => {
    if (engine === 'PostgreSQL' && TEST_SERVER) database = await createTestDatabase(TEST_SERVER);
    module = await Test.createTestingModule({
      imports: [StorageModule.forRoot({ databaseUrl: database?.url, dataDir: 'memory://' })],
      providers: [OutboxRepository],
    }).compile();
    await module.init();
    outbox = module.get(OutboxRepository);
  });
  afterAll(async () => {
    await module.close();
    await database?.drop();
  });

  it('gives out the oldest message that waits, to one process, until its lease ends', async () => {
    const id = await newConversation();
    await outbox.add(id, 'botframework', { text: 'first' }, at(0));
    await outbox.add(id, 'botframework', { text: 'second' }, at(0));
    expect(await outbox.dueConversations(CHANNELS, at(0))).toEqual([id]);

    const claims = await Promise.all([1, 2, 3].map(() => outbox.claim(id, CHANNELS, at(0), at(60))));
    expect(claims.filter((item) => item !== undefined)).toEqual([
      {
        id: expect.any(Number),
        conversationId: id,
        channel: 'botframework',
        payload: { text: 'first' },
        conversationAddress: { conversation: { id } },
        attempt: 1,
        createdAt: at(0),
      },
    ]);
    expect(await outbox.claim(id, CHANNELS, at(59), at(120))).toBeUndefined();
    const again = await outbox.claim(id, CHANNELS, at(60), at(120));
    expect(again).toMatchObject({ payload: { text: 'first' }, attempt: 2 });

    await outbox.markDelivered(again!.id, at(61));
    expect(await outbox.claim(id, CHANNELS, at(61), at(120))).toMatchObject({ payload: { text: 'second' } });
  });

  it('makes later messages wait for one that is tried again', async () => {
    const id = await newConversation();
    await outbox.add(id, 'botframework', { text: 'first' }, at(0));
    await outbox.add(id, 'botframework', { text: 'second' }, at(0));
    const first = await outbox.claim(id, CHANNELS, at(0), at(60));
    await outbox.retryAt(first!.id, at(300));
    expect(await outbox.claim(id, CHANNELS, at(200), at(260))).toBeUndefined();
    expect(await outbox.claim(id, CHANNELS, at(300), at(360))).toMatchObject({ payload: { text: 'first' } });
  });

  it('finds what is due behind a hundred conversations that have to wait, the longest due first', async () => {
    for (let blocked = 0; blocked < 120; blocked += 1) {
      const id = await newConversation();
      await outbox.add(id, 'botframework', { text: 'tried again later' }, at(1_000));
      await outbox.add(id, 'botframework', { text: 'behind it' }, at(900));
    }
    const [late, early] = [await newConversation(), await newConversation()];
    await outbox.add(late, 'botframework', { text: 'late' }, at(902));
    await outbox.add(early, 'botframework', { text: 'early' }, at(901));
    const due = await outbox.dueConversations(CHANNELS, at(902));
    expect(due.slice(-2)).toEqual([early, late]);
    for (const id of due) expect(await outbox.claim(id, CHANNELS, at(902), at(960))).toBeDefined();
  });

  it('leaves what was given up, and goes on with the next', async () => {
    const id = await newConversation();
    await outbox.add(id, 'botframework', { text: 'lost' }, at(0));
    await outbox.add(id, 'botframework', { text: 'next' }, at(0));
    const lost = await outbox.claim(id, CHANNELS, at(0), at(60));
    expect(await outbox.claim(id, CHANNELS, at(1), at(61))).toBeUndefined();
    await outbox.giveUp(lost!.id, at(2));
    expect(await outbox.claim(id, CHANNELS, at(2), at(62))).toMatchObject({ payload: { text: 'next' } });
  });

  it('lets no message pass one that is being sent, however often that was tried or broken off', async () => {
    const id = await newConversation();
    await outbox.add(id, 'botframework', { text: 'first' }, at(0));
    await outbox.add(id, 'botframework', { text: 'second' }, at(0));
    for (let attempt = 1; attempt <= 30; attempt += 1) {
      const item = await outbox.claim(id, CHANNELS, at(attempt * 60), at(attempt * 60 + 60));
      expect(item).toMatchObject({ payload: { text: 'first' }, attempt });
      expect(await outbox.claim(id, CHANNELS, at(attempt * 60 + 1), at(9_999))).toBeUndefined();
    }
  });

  it('keeps as delivered what another process delivered before it was given up here', async () => {
    const id = await newConversation();
    await outbox.add(id, 'botframework', { text: 'hello' }, at(0));
    const item = await outbox.claim(id, CHANNELS, at(0), at(60));
    await outbox.markDelivered(item!.id, at(1));
    await outbox.giveUp(item!.id, at(2));
    const rows = await module.get<Database>(DATABASE).select().from(schema.outbox);
    expect(rows.find((row) => row.id === item!.id)).toMatchObject({ deliveredAt: at(1), givenUpAt: null });
  });

  it('adds a message with a once-key once, for each conversation', async () => {
    const [one, two] = [await newConversation(), await newConversation()];
    const payload = { text: 'Hello!', onceKey: 'greeting:user-1' };
    await Promise.all([1, 2, 3].map(() => outbox.add(one, 'botframework', payload, at(0))));
    await outbox.add(two, 'botframework', payload, at(0));
    for (const id of [one, two]) {
      expect(await outbox.claim(id, CHANNELS, at(0), at(60))).toMatchObject({ payload });
      expect(await outbox.claim(id, CHANNELS, at(60), at(60))).toMatchObject({ attempt: 2 });
    }
    const rows = await module.get<Database>(DATABASE).select().from(schema.outbox);
    expect(rows.filter(({ conversationId }) => [one, two].includes(conversationId))).toHaveLength(2);
  });

  it('leaves the rows of channels that wait for their client', async () => {
    const id = await newConversation();
    await outbox.add(id, 'rest', { text: 'late' }, at(0));
    expect(await outbox.dueConversations(CHANNELS, at(10))).not.toContain(id);
    expect(await outbox.claim(id, CHANNELS, at(10), at(60))).toBeUndefined();
  });

  it('knows by the id that the channel gave a message what it answered, in its conversation alone', async () => {
    const [id, other] = [await newConversation(), await newConversation()];
    await outbox.add(id, 'botframework', { text: 'reply', answers: 'm1' }, at(0));
    const item = await outbox.claim(id, CHANNELS, at(0), at(60));
    await outbox.markDelivered(item!.id, at(1), 'reply-1');
    expect(await outbox.answeredBy(id, 'reply-1')).toBe('m1');
    expect(await outbox.answeredBy(id, 'reply-2')).toBeUndefined();
    expect(await outbox.answeredBy(other, 'reply-1')).toBeUndefined();
  });
});
