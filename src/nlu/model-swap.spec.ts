import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { isRunning } from '../../test/support/is-running';
import {
  ModelInvalidError,
  NluService,
  NluUnavailableError,
  type NluOptions,
  type TemplateTexts,
  type Understanding,
} from '.';
import { copyTinyModel, removeCopies, TINY_MODEL } from './fixtures/copy-tiny-model';
import type { Manifest } from './model/manifest';

const TEMPLATES: TemplateTexts[] = [
  { id: 'order_status', intent: 'inquiry', texts: ['where is my order', 'has it shipped'] },
  { id: 'return_start', intent: 'return', texts: ['I want to return this'] },
  { id: 'greeting', intent: null, texts: ['hello'] },
];
const THANKS: TemplateTexts = { id: 'thanks', intent: null, texts: ['thank you'] };
const MESSAGES = Array.from(
  { length: 20 },
  (_, i) => `where is order W${1000 + 7 * i}${' now'.repeat(i % 5)}?`,
);
const OPTIONS: NluOptions = { modelDir: TINY_MODEL, providers: ['cpu'], processes: 2, maxBatch: 1 };

/** Says other numbers, of the same messages, than the tiny model. */
function second(change: (manifest: Manifest) => void = () => undefined): string {
  return copyTinyModel((manifest) => {
    manifest.version = '2';
    manifest.thresholds.nearTie = 0.2;
    Object.assign(manifest.calibration, { intentTemperature: 3, templateTemperature: 0.2 });
    change(manifest);
  });
}

async function open(modelDir: string): Promise<NluService> {
  const nlu = new NluService({ ...OPTIONS, modelDir });
  await nlu.onModuleInit();
  await nlu.publishCatalogue(1, TEMPLATES);
  return nlu;
}

/** What the model alone says of each message. */
async function answersOf(modelDir: string): Promise<Map<string, Understanding>> {
  const nlu = await open(modelDir);
  const answers = await Promise.all(MESSAGES.map((text) => nlu.understand(text)));
  await nlu.onApplicationShutdown();
  return new Map(MESSAGES.map((text, i) => [text, answers[i]!]));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(10);
}

describe('changing to another model', () => {
  let nlu: NluService;

  beforeEach(async () => {
    nlu = await open(TINY_MODEL);
  });
  afterEach(() => nlu.onApplicationShutdown());
  afterAll(removeCopies);

  it('drops no message at 20 a second, back and forth, and each is answered by one version', async () => {
    const secondDir = second();
    const broken = copyTinyModel(() => undefined);
    writeFileSync(join(broken, 'model.int8.onnx'), 'no model');
    const alone = { 1: await answersOf(TINY_MODEL), 2: await answersOf(secondDir) };
    const asked: { text: string; answer: Promise<Understanding> }[] = [];
    const customers = setInterval(() => {
      const text = MESSAGES[asked.length % MESSAGES.length]!;
      asked.push({ text, answer: nlu.understand(text) });
    }, 50);
    for (const modelDir of [secondDir, TINY_MODEL, broken, secondDir]) {
      const prepared = await nlu.prepareModel(modelDir).catch((error: unknown) => error);
      if (modelDir === broken) {
        expect(prepared).toMatchObject({
          code: 'MODEL_INVALID',
          failures: ['model.int8.onnx: checksum differs'],
        });
      } else {
        await (prepared as Awaited<ReturnType<NluService['prepareModel']>>).use();
      }
      const sinceThen = asked.length;
      await until(() => asked.length >= sinceThen + 10);
    }
    clearInterval(customers);
    const answers = await Promise.all(asked.map(({ answer }) => answer));
    answers.forEach((answer, i) => {
      expect(answer).toEqual(alone[answer.model.version as '1' | '2'].get(asked[i]!.text));
    });
    const versions = answers.map(({ model }) => model.version).filter((one, i, all) => one !== all[i - 1]);
    expect(versions).toEqual(['1', '2', '1', '2']);
    expect(alone[1].get(MESSAGES[0]!)?.intent.scores).not.toEqual(alone[2].get(MESSAGES[0]!)?.intent.scores);
  });

  it('lets messages in flight end on the old one, whose processes then end', async () => {
    const old = nlu.status().processIds;
    const prepared = await nlu.prepareModel(second());
    expect(nlu.modelName()).toEqual({ name: 'tiny', version: '1' });
    const before = nlu.status().sessionRuns;
    const early = Array.from({ length: 60 }, (_, i) => nlu.understand(`order ${i}`));
    const tried = nlu.understandAgainst('thank you', '', [...TEMPLATES, THANKS]);
    await prepared.use();
    const late = nlu.understand('hello');
    expect(new Set((await Promise.all([...early, tried])).map(({ model }) => model.version))).toEqual(
      new Set(['1']),
    );
    expect(await late).toMatchObject({ model: { version: '2' }, thresholds: { nearTie: 0.2 } });
    await until(() => old.every((pid) => !isRunning(pid)));
    // Counters go on: 61 messages and one text on the old model, one message on the new one.
    expect(nlu.status()).toMatchObject({ sessionRuns: before + 63, catalogueVersion: 1 });
    expect(nlu.status().processIds).toHaveLength(2);
  });

  it('scores against what was published while the other was prepared, and has a scoring of its own', async () => {
    const scoring = nlu.scoring();
    const prepared = await nlu.prepareModel(second());
    await nlu.publishCatalogue(2, [...TEMPLATES, THANKS]);
    expect(nlu.scoring()).toBe(scoring);
    await prepared.use();
    expect(nlu.scoring()).not.toBe(scoring);
    const { templates, catalogueVersion, model } = await nlu.understand('thank you');
    expect([templates[0]?.id, catalogueVersion, model.version]).toEqual(['thanks', 2, '2']);
  });

  it('changes nothing where the other is discarded or does not start, and leaves no process behind', async () => {
    Logger.overrideLogger(false);
    const prepared = await nlu.prepareModel(second());
    await prepared.discard();
    const noModel = second(
      ({ files }) => (files.cpu.sha256 = createHash('sha256').update('x').digest('hex')),
    );
    writeFileSync(join(noModel, 'model.int8.onnx'), 'x');
    await expect(nlu.prepareModel(noModel)).rejects.toThrow(NluUnavailableError);
    await expect(nlu.prepareModel('/nowhere')).rejects.toThrow(ModelInvalidError);
    expect(await nlu.understand('hello')).toMatchObject({ model: { version: '1' } });
    expect(nlu.status().restarts).toBe(0);
  });
});

describe("a model's own parity file", () => {
  let nlu: NluService;

  beforeEach(async () => {
    nlu = await open(TINY_MODEL);
  });
  afterEach(() => nlu.onApplicationShutdown());
  afterAll(removeCopies);

  /** A copy of the tiny model that says of itself what `nlu` says of it, changed. */
  async function withParity(change: (said: Record<string, unknown>) => void): Promise<string> {
    const text = 'where is order 1001?';
    const got = await nlu.understandAgainst(text, 'hello', TEMPLATES, 'all');
    const [best] = got.templates;
    const said: Record<string, unknown> = {
      text,
      context: 'hello',
      intent: got.intent.label,
      scopeConfidence: got.scopeConfidence,
      entities: got.entities.map(({ type, start, end }) => ({ type, start, end })),
      template: best?.id,
      similarity: best?.similarity,
    };
    change(said);
    const content = JSON.stringify({ templates: TEMPLATES, cases: [said] });
    const sha256 = createHash('sha256').update(content).digest('hex');
    const modelDir = copyTinyModel(({ files }) => (files.parity = { path: 'parity.json', sha256 }));
    writeFileSync(join(modelDir, 'parity.json'), content);
    return modelDir;
  }

  it('is checked before the model is used', async () => {
    const prepared = await nlu.prepareModel(await withParity((said) => delete said.nothing));
    expect(prepared).toMatchObject({ name: 'tiny', version: '1', parityCases: 1 });
    await prepared.discard();
  });

  it('refuses a model that says something else here, naming each difference', async () => {
    const modelDir = await withParity((said) => {
      Object.assign(said, { entities: [], template: 'none_such', similarity: -1 });
      delete said.scopeConfidence;
    });
    const error: unknown = await nlu.prepareModel(modelDir).catch((thrown: unknown) => thrown);
    expect((error as ModelInvalidError).failures).toEqual([
      expect.stringMatching(/^parity\.json: "where is order 1001\?" has entities ORDER_NUMBER 15–19, not $/),
      expect.stringMatching(/has template \w+, not none_such$/),
      expect.stringMatching(/has scope confidence 0\.\d{4}, not undefined$/),
      expect.stringMatching(/has similarity \S+, not -1$/),
    ]);
    expect(await nlu.understand('hello')).toMatchObject({ model: { version: '1' } });
  });
});
