import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { createTestDatabase, TEST_SERVER, type TestDatabase } from '../../../test/support/test-database';
import { DATABASE, schema, StorageModule, type Database } from '../../storage';
import { countStatement, type Count } from './counted-wording';
import { WordingCountsService, type WordingCounts } from './wording-counts.service';

const WORDING = { version: 2, locale: 'en', outcome: 'ok', variant: 'warm' };
const WARM = { ...WORDING, templateId: 'greeting' };

describe(WordingCountsService.name, () => {
  let storage: TestingModule;
  let db: Database;
  let counts: WordingCountsService;
  let server: TestDatabase | undefined;

  beforeAll(async () => {
    server = TEST_SERVER ? await createTestDatabase(TEST_SERVER) : undefined;
    const options = server ? { dataDir: '', databaseUrl: server.url } : { dataDir: 'memory://' };
    const imports = [StorageModule.forRoot(options)];
    storage = await (await Test.createTestingModule({ imports }).compile()).init();
    db = storage.get<Database>(DATABASE);
    counts = new WordingCountsService(db);
  });
  afterAll(async () => {
    await storage.close();
    await server?.drop();
  });
  beforeEach(async () => {
    await db.delete(schema.wordingEvents);
    await db.delete(schema.wordingCounts);
  });

  const count = async (
    of: Partial<Record<Count, number>>,
    changes: Partial<WordingCounts> = {},
  ): Promise<void> => {
    await db.transaction((tx) => tx.execute(countStatement([{ ...WARM, ...changes, counts: of }])));
  };
  const NONE = { said: 0, resolved: 0, askedForPerson: 0, thumbsUp: 0, thumbsDown: 0 };

  it('tells the same counts before and after they are added up', async () => {
    await count({ said: 1 });
    await count({ said: 1, thumbsUp: 1 });
    await count({ said: 1 }, { version: 3, variant: '' });
    const expected = [
      { ...WORDING, version: 3, variant: '', ...NONE, said: 1 },
      { ...WORDING, ...NONE, said: 2, thumbsUp: 1 },
    ];
    expect(await counts.of('greeting')).toEqual(expected);
    await counts.addUp();
    expect(await db.$count(schema.wordingEvents)).toBe(0);
    expect(await counts.of('greeting')).toEqual(expected);

    // A change of mind.
    await count({ thumbsUp: -1, thumbsDown: 1 });
    const [, changed] = (await counts.of('greeting'))!;
    expect(changed).toEqual({ ...WORDING, ...NONE, said: 2, thumbsDown: 1 });
    await counts.addUp();
    expect((await counts.of('greeting'))![1]).toEqual(changed);
  });

  it('counts nothing of a transaction that is rolled back', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.execute(countStatement([{ ...WARM, counts: { said: 1 } }]));
      throw new Error('the turn failed');
    });
    await expect(failing).rejects.toThrow('the turn failed');
    expect(await counts.of('greeting')).toBeUndefined();
  });

  it('adds up once, whoever does it at the same time, and however much there is', async () => {
    const events = Array.from({ length: 6_000 }, (_, n) => ({
      ...WARM,
      version: n % 7,
      counts: { said: 1 as const },
    }));
    await db.execute(countStatement(events));
    const replica = new WordingCountsService(db);
    await Promise.all([counts.addUp(), replica.addUp(), counts.addUp()]);
    await counts.addUp();
    const rows = await db.select().from(schema.wordingCounts);
    expect(rows.reduce((sum, { said }) => sum + said, 0)).toBe(6_000);
    expect(rows).toHaveLength(7);
  });

  it('knows a template that has not said anything yet from one that there is not', async () => {
    const template = { kind: 'answer', definition: {} };
    await db.insert(schema.templates).values({ ...template, id: 'quiet', version: 1 });
    await db
      .insert(schema.templateDrafts)
      .values({ ...template, templateId: 'draft', revision: 1, updatedBy: 'eva', updatedAt: new Date() });
    expect(await counts.of('quiet')).toEqual([]);
    expect(await counts.of('draft')).toEqual([]);
    expect(await counts.of('nothing')).toBeUndefined();
  });
});
