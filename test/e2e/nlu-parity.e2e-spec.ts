import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NluPort, NluService } from '../../src/nlu';
import type { Manifest } from '../../src/nlu/model/manifest';
import { encodeMessage } from '../../src/nlu/text/encode-message';
import { TextTokenizer, type TokenizerDefinition } from '../../src/nlu/text/tokenizer';
import { BotApp } from '../support/bot-app';

interface ParityCase {
  text: string;
  context: string;
  ids: number[];
  segment: number[];
  offsets: [number, number][];
  intent: string;
  scopeConfidence: number;
  entities: { type: string; start: number; end: number }[];
  template: string;
  similarity: number;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/nlu-parity.json'), 'utf8'),
) as ParityCase[];
const MODEL = join(__dirname, '../../models/storedesk-small');
const SEGMENTS = { special: -1, context: 0, message: 1 };

describe('What training wrote down of the shipped model', () => {
  const tokenizer = new TextTokenizer(
    JSON.parse(readFileSync(join(MODEL, 'tokenizer.json'), 'utf8')) as TokenizerDefinition,
  );

  const manifest = JSON.parse(readFileSync(join(MODEL, 'manifest.json'), 'utf8')) as Manifest;

  it.each(CASES.map((each) => [each.text.slice(0, 40), each] as const))(
    'gives the tokens of %j',
    (_, each) => {
      const tokens = encodeMessage(tokenizer, each.text, each.context, manifest);
      expect(tokens.map(({ id }) => id)).toEqual(each.ids);
      expect(tokens.map(({ segment }) => SEGMENTS[segment])).toEqual(each.segment);
      expect(tokens.map(({ start, end }) => [start, end])).toEqual(each.offsets);
    },
  );

  describe('through the whole service', () => {
    let bot: BotApp;
    beforeAll(async () => {
      bot = await BotApp.start();
    });
    afterAll(() => bot.stop());

    it.each(CASES.map((each) => [each.text.slice(0, 40), each] as const))(
      'gives the labels of %j',
      async (_, each) => {
        const got = await bot.app.get(NluPort, { strict: false }).understand(each.text, each.context);
        expect(got.intent.label).toBe(each.intent);
        expect(got.entities.map(({ type, start, end }) => ({ type, start, end }))).toEqual(each.entities);
        expect(got.templates[0]?.id).toBe(each.template);
        // int8 kernels differ a little between processors and versions of ONNX Runtime.
        expect(Math.abs(got.scopeConfidence - each.scopeConfidence)).toBeLessThan(0.05);
        expect(Math.abs((got.templates[0]?.similarity ?? 0) - each.similarity)).toBeLessThan(0.02);
      },
    );

    it('runs the session once a message', async () => {
      const nlu = bot.app.get(NluService, { strict: false });
      const before = nlu.status().sessionRuns;
      for (const each of CASES.slice(0, 5)) await nlu.understand(each.text, each.context);
      expect(nlu.status().sessionRuns - before).toBe(5);
    });

    it('gives a message the same numbers alone and under load', async () => {
      const nlu = bot.app.get(NluService, { strict: false });
      const alone = await nlu.understand('where is my order W1001?');
      const load = Array.from({ length: 60 }, (_, index) =>
        nlu.understand(`message ${index} about a kettle`),
      );
      const under = await nlu.understand('where is my order W1001?');
      await Promise.all(load);
      alone.templates.forEach((template, index) => {
        expect(under.templates[index]?.id).toBe(template.id);
        expect(Math.abs((under.templates[index]?.similarity ?? 0) - template.similarity)).toBeLessThan(1e-3);
      });
    });
  });
});
