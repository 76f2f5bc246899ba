import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyTinyModel, removeCopies, TINY_MODEL } from '../fixtures/copy-tiny-model';
import { loadManifest } from '../model/load-manifest';
import type { Understanding } from '../nlu.types';
import { InferenceClient } from './inference-client';
import type { MessageInput, StartMessage } from './protocol.types';

async function startMessage(modelDir: string): Promise<StartMessage> {
  return { kind: 'start', modelDir, manifest: await loadManifest(modelDir), providers: ['cpu'] };
}

describe(InferenceClient.name, () => {
  let client: InferenceClient;

  beforeAll(async () => {
    // The float model, as on a GPU: int8 is never batched.
    const modelDir = copyTinyModel(({ files }) => Object.assign(files, { cpu: files.cuda }));
    client = new InferenceClient(await startMessage(modelDir), 5_000, () => undefined);
    await client.ready;
  });
  afterAll(async () => {
    await client.stop();
    removeCopies();
  });

  async function understand(messages: MessageInput[]): Promise<Understanding[]> {
    const reply = await client.request({ kind: 'understand', against: 1, messages });
    return reply.kind === 'understood' ? reply.understandings : [];
  }

  it('gives each message of a batch what it gives it alone, in one run', async () => {
    const texts = ['hello', 'where is my order W1001 and the other one 5512 0098?', '', 'order '.repeat(80)];
    const [vectors] = [await client.request({ kind: 'embed', texts: ['hello', 'where is my order W1001'] })];
    const rows = vectors.kind === 'embedded' ? vectors.vectors : [];
    const owners = rows.map((_, i) => ({ templateId: `t${i}`, count: 1, intent: null }));
    const matrix = Float32Array.from(rows.flatMap((row) => [...row]));
    await client.request({ kind: 'catalogue', catalogue: { version: 1, owners, vectors: matrix } });
    const messages = texts.map((text, i) => ({
      text,
      context: i === 1 ? 'Which order?' : '',
      ranking: 'all' as const,
    }));

    const before = client.runs;
    const together = await understand(messages);
    expect(client.runs - before).toBe(1);
    for (const [i, message] of messages.entries()) {
      const [alone] = await understand([message]);
      expect(together[i]?.entities.map(({ text }) => text)).toEqual(alone?.entities.map(({ text }) => text));
      expect(together[i]?.scopeConfidence).toBeCloseTo(alone?.scopeConfidence ?? NaN, 4);
      expect(together[i]?.templates[0]?.id).toBe(alone?.templates[0]?.id);
      expect(together[i]?.templates[0]?.score).toBeCloseTo(alone?.templates[0]?.score ?? NaN, 4);
    }
  });

  it('embeds texts in a batch as it does alone', async () => {
    const embed = async (texts: string[]): Promise<Float32Array[]> => {
      const reply = await client.request({ kind: 'embed', texts });
      return reply.kind === 'embedded' ? reply.vectors : [];
    };
    const texts = ['hello', 'I want to return the blue kettle'];
    const together = await embed(texts);
    for (const [i, text] of texts.entries()) {
      const [alone] = await embed([text]);
      expect(alone).toHaveLength(24);
      alone?.forEach((value, k) => expect(together[i]?.[k]).toBeCloseTo(value, 4));
    }
  });

  it('ends with its parent, however that ended', async () => {
    const manifest = readFileSync(join(TINY_MODEL, 'manifest.json'), 'utf8');
    const start = JSON.stringify({
      kind: 'start',
      modelDir: TINY_MODEL,
      manifest: JSON.parse(manifest),
      providers: ['cpu'],
    });
    const program = `
      const { InferenceClient } = require(${JSON.stringify(join(__dirname, 'inference-client.ts'))});
      const client = new InferenceClient(${start}, 5000, () => undefined);
      client.ready.then((provider) => console.log(provider));`;
    const parent = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', program]);
    expect(String(await once(parent.stdout, 'data'))).toBe('cpu\n');
    parent.kill('SIGKILL');
    // The inference process holds the same standard error: it closes when both are gone.
    await once(parent.stderr.resume(), 'close');
  });
});
