import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  createTestDatabase,
  ENGINES,
  TEST_SERVER,
  type TestDatabase,
} from '../../test/support/test-database';
import { DATABASE, schema, StorageModule, type Database } from '../storage';
import { TextVectorStore } from './text-vector-store';

const vector = (seed: number): Float32Array => Float32Array.from([seed, -0, 1 / 3, seed * 1e-30]);

describe.each(ENGINES)(`${TextVectorStore.name} on %s`, (engine) => {
  let database: TestDatabase | undefined;
  let storage: TestingModule;
  let store: TextVectorStore;

  beforeAll(async () => {
    database = engine === 'PostgreSQL' ? await createTestDatabase(TEST_SERVER!) : undefined;
    const imports = [StorageModule.forRoot({ databaseUrl: database?.url, dataDir: 'memory://' })];
    storage = await (await Test.createTestingModule({ imports }).compile()).init();
    store = new TextVectorStore(storage.get<Database>(DATABASE));
  });
  afterAll(async () => {
    await storage.close();
    await database?.drop();
  });
  beforeEach(() => storage.get<Database>(DATABASE).delete(schema.textVectors));

  it('gives back the very numbers, of the model and the texts that are asked for', async () => {
    const written = new Map([
      ['hello', vector(1)],
      ['😍 what’s that?', vector(2)],
    ]);
    await store.write('a 1', written);
    await store.write('b 1', new Map([['hello', vector(3)]]));
    expect(await store.read('a 1', ['hello', '😍 what’s that?', 'unknown'])).toEqual(written);
    expect(await store.read('b 1', ['hello', '😍 what’s that?'])).toEqual(new Map([['hello', vector(3)]]));
    expect(await store.read('a 1', [])).toEqual(new Map());
  });

  it('takes what another replica has written already', async () => {
    await store.write('a 1', new Map([['hello', vector(1)]]));
    await store.write(
      'a 1',
      new Map([
        ['hello', vector(1)],
        ['more', vector(2)],
      ]),
    );
    expect((await store.read('a 1', ['hello', 'more'])).size).toBe(2);
  });

  it('takes thousands', async () => {
    const many = new Map(Array.from({ length: 2_500 }, (_, i) => [`text ${i}`, vector(i)]));
    await store.write('a 1', many);
    expect(await store.read('a 1', [...many.keys()])).toEqual(many);
  });

  it('drops other models and other texts', async () => {
    const both = new Map([
      ['hello', vector(1)],
      ['old', vector(2)],
    ]);
    for (const model of ['a 1', 'a 1 cuda', 'a 0']) await store.write(model, both);
    await store.keepOnly(['a 1', 'a 1 cuda'], ['hello']);
    const left = await storage.get<Database>(DATABASE).select().from(schema.textVectors);
    expect(left.map(({ model }) => model).sort()).toEqual(['a 1', 'a 1 cuda']);
    expect([...(await store.read('a 1', ['hello', 'old'])).keys()]).toEqual(['hello']);
  });
});
