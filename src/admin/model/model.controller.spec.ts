import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { copyTinyModel, ModelApp, removeCopies, type ModelStorage } from '../../../test/support/model-app';
import { StaffClient } from '../../../test/support/staff-client';
import {
  createTestDatabase,
  ENGINES,
  TEST_SERVER,
  type TestDatabase,
} from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { ModelController } from './model.controller';

const first = copyTinyModel(() => undefined);
const second = copyTinyModel((manifest) => (manifest.version = '2'));
const broken = copyTinyModel((manifest) => (manifest.version = '3'));
writeFileSync(join(broken, 'tokenizer.json'), '{}');
const [ONE, TWO, BROKEN] = [first, second, broken].map((dir) => basename(dir));

describe.each(ENGINES)(`${ModelController.name} on %s`, (engine) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'storedesk-model-'));
  const running: ModelApp[] = [];
  let database: TestDatabase | undefined;
  let storage: ModelStorage;

  const start = async (modelDir = first): Promise<ModelApp> => {
    const app = await ModelApp.start(modelDir, storage);
    running.push(app);
    return app;
  };
  const stopAll = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((app) => app.stop()));
  };

  beforeAll(async () => {
    if (engine === 'PostgreSQL' && TEST_SERVER) database = await createTestDatabase(TEST_SERVER);
    storage = { dataDir, databaseUrl: database?.url };
  });
  afterEach(stopAll);
  afterAll(async () => {
    await database?.drop();
    rmSync(dataDir, { recursive: true });
    removeCopies();
  });

  it('takes another directory in use, says so, and is audited', async () => {
    const app = await start();
    const inUse = { directory: ONE, name: 'tiny', version: '1', configured: ONE, chosen: null };
    expect((await app.operator.get('/model')).body).toEqual(inUse);
    expect(await app.operator.post('/model', { directory: TWO })).toMatchObject({
      status: 200,
      body: { directory: TWO, name: 'tiny', version: '2', parityCases: null },
    });
    expect(await app.nlu.understand('hello')).toMatchObject({ model: { version: '2' } });
    expect((await app.operator.get('/model')).body).toMatchObject({
      directory: TWO,
      version: '2',
      configured: ONE,
      chosen: { directory: TWO, by: 'operator' },
    });
    const { body } = await app.operator.get('/audit?target=model');
    const details = { directory: [ONE, TWO], name: 'tiny', version: '2', configured: ONE };
    expect(body.items).toMatchObject([{ action: 'model.choose', target: 'model', details }]);
  });

  it('changes nothing for a directory that is broken or not there, nor without the token of a session', async () => {
    const app = await start();
    const { model: before } = app;
    const entries = async (): Promise<unknown> => (await app.operator.get('/audit?target=model')).body.items;
    const known = await entries();
    const failures = ['tokenizer.json: checksum differs'];
    for (const [body, status, problem] of [
      [{ directory: BROKEN }, 422, { code: 'MODEL_INVALID', failures }],
      [{ directory: 'nothing-here' }, 404, { code: 'MODEL_UNKNOWN' }],
      [{ directory: '../models' }, 400, { code: 'FIELD_INVALID', field: 'directory' }],
      [{}, 400, { code: 'FIELD_INVALID', field: 'directory' }],
    ] as const) {
      const answer = await app.operator.post('/model', body);
      expect(answer).toMatchObject({ status, body: problem });
      expect(JSON.stringify(answer.body)).not.toContain(tmpdir());
      expect(await app.nlu.understand('hello')).toMatchObject({ model: before });
    }
    expect(await entries()).toEqual(known);
    const staff = new StaffClient(await app.url);
    await staff.logIn({ apiKey: 'operator' });
    staff.csrfToken = undefined;
    expect(await staff.post('/model', { directory: ONE })).toMatchObject({
      status: 403,
      body: { code: 'CSRF_TOKEN_INVALID' },
    });
    expect(app.model).toEqual(before);
  });

  it('holds after a restart, until the settings name another directory', async () => {
    const app = await start();
    await app.operator.post('/model', { directory: TWO });
    await stopAll();
    const again = await start();
    expect(again.model).toEqual({ name: 'tiny', version: '2' });
    await stopAll();
    const third = copyTinyModel((manifest) => (manifest.version = '4'));
    expect((await start(third)).model).toEqual({ name: 'tiny', version: '4' });
  });

  it('starts with the model of the settings where the chosen one cannot be used', async () => {
    const gone = copyTinyModel((manifest) => (manifest.version = '5'));
    const app = await start();
    await app.operator.post('/model', { directory: basename(gone) });
    expect(app.model.version).toBe('5');
    await stopAll();
    writeFileSync(join(gone, 'manifest.json'), 'no manifest');
    const again = await start();
    expect(again.model.version).toBe('1');
    expect((await again.operator.get('/model')).body.chosen.directory).toBe(basename(gone));
    await again.operator.post('/model', { directory: ONE });
  });

  if (engine === 'PostgreSQL') {
    it('is followed by every replica', async () => {
      const [app, other] = [await start(), await start()];
      for (const [directory, version] of [
        [TWO, '2'],
        [ONE, '1'],
      ]) {
        await app.operator.post('/model', { directory });
        await until(() => other.model.version === version);
        expect(app.model.version).toBe(version);
      }
    });
  }
});
