import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ModelInvalidError, NluService, NluUnavailableError } from '..';
import { copyTinyModel, removeCopies } from '../fixtures/copy-tiny-model';
import type { Manifest } from './manifest';

async function load(modelDir: string, providers = ['cpu']): Promise<NluService> {
  const nlu = new NluService({ modelDir, providers, processes: 1, maxBatch: 1 });
  await nlu.onModuleInit();
  return nlu;
}

/** What the service holds against the model. */
async function failuresOf(modelDir: string): Promise<string[]> {
  const error: unknown = await load(modelDir).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ModelInvalidError);
  expect(error).toMatchObject({ code: 'MODEL_INVALID' });
  return (error as ModelInvalidError).failures;
}

describe('loading a model', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(removeCopies);

  it('refuses a manifest that breaks the contract, listing every failure', async () => {
    const modelDir = copyTinyModel((manifest) => {
      Object.assign(manifest, { formatVersion: 2, intents: ['inquiry', 'return', 'praise'], dim: undefined });
      Object.assign(manifest.calibration, { intentTemperature: 0 });
      Object.assign(manifest.files.cpu, { path: '../model.onnx' });
      Object.assign(manifest.tensors, { outputs: { intent_logits: 'intent_logits' } });
      manifest.entityTags.pop();
    });
    expect((await failuresOf(modelDir)).map((failure) => failure.split(':')[0])).toEqual(
      expect.arrayContaining([
        'formatVersion',
        'intents',
        'dim',
        'entityTags',
        'calibration.intentTemperature',
        'files.cpu.path',
        'tensors.outputs.scope_logit',
      ]),
    );
  });

  it.each<[string, (modelDir: string) => void, string]>([
    [
      'a manifest that is missing',
      (dir) => rmSync(join(dir, 'manifest.json')),
      'manifest.json cannot be read',
    ],
    [
      'a manifest that is no object',
      (dir) => writeFileSync(join(dir, 'manifest.json'), '[]'),
      'manifest.json is not an object',
    ],
    [
      'a file that is missing',
      (dir) => rmSync(join(dir, 'model.fp32.onnx')),
      'model.fp32.onnx: cannot be read',
    ],
    [
      'a file that has changed',
      (dir) => writeFileSync(join(dir, 'tokenizer.json'), '{}'),
      'tokenizer.json: checksum differs',
    ],
  ])('refuses %s', async (_, damage, failure) => {
    const modelDir = copyTinyModel(() => undefined);
    damage(modelDir);
    expect(await failuresOf(modelDir)).toEqual([failure]);
  });

  it.each<[string, (manifest: Manifest) => void, string[]]>([
    [
      'tensors',
      ({ tensors }) => {
        tensors.inputs.input_ids = 'tokens';
        tensors.outputs.scope_logit = 'scope';
      },
      [
        'the model has no input tokens',
        'the manifest has no input input_ids',
        'the model has no output scope',
      ],
    ],
    [
      'sizes',
      (manifest) => {
        manifest.vocabulary = 7;
        manifest.tokens.eos = 3;
      },
      ['the tokenizer has 555 tokens, not 7', "the tokenizer's </s> is not token 3"],
    ],
  ])('refuses a model whose %s are not those of the manifest', async (_, change, failures) => {
    expect(await failuresOf(copyTinyModel(change))).toEqual(failures);
  });

  it('goes on to the next provider when one cannot run the model, with a warning', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const nlu = await load(
      copyTinyModel(({ files }) => delete files.cuda),
      ['cuda', 'cpu'],
    );
    expect(nlu.status().provider).toBe('cpu');
    await nlu.onApplicationShutdown();
    expect(warn.mock.calls.map(([text]) => text as unknown)).toEqual([
      'The provider cuda cannot run the model: the model has no file for it',
    ]);
  });

  it('is unavailable, with an error, when the last provider cannot run the model', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const modelDir = copyTinyModel(({ files }) => delete files.cuda);
    await expect(load(modelDir, ['cuda'])).rejects.toThrow(NluUnavailableError);
    expect(error).toHaveBeenCalledTimes(1);
  });
});
