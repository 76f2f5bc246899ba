import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { NluModule, NluPort, NluService, type NluOptions, type TemplateTexts, type Understanding } from '.';
import { copyTinyModel, removeCopies, TINY_MODEL } from './fixtures/copy-tiny-model';

const OPTIONS: NluOptions = { modelDir: TINY_MODEL, providers: ['cpu'], processes: 2, maxBatch: 8 };
const TEMPLATES: TemplateTexts[] = [
  {
    id: 'order_status',
    intent: 'inquiry',
    texts: ['where is my order', 'has it shipped', 'when will my parcel come'],
  },
  { id: 'return_start', intent: 'return', texts: ['I want to return this'] },
  { id: 'greeting', intent: null, texts: ['hello'] },
];
const MESSAGES = Array.from(
  { length: 200 },
  (_, i) =>
    `where is ${i % 3 === 0 ? 'my parcel' : 'the kettle'} of order W${1000 + 7 * i}${' please'.repeat(i % 11)}?`,
);

/** Starts the service outside Nest for one check. */
async function withService(
  options: Partial<NluOptions>,
  check: (nlu: NluService) => Promise<void>,
): Promise<void> {
  const nlu = new NluService({ ...OPTIONS, processes: 1, ...options });
  await nlu.onModuleInit();
  try {
    await check(nlu);
  } finally {
    await nlu.onApplicationShutdown();
  }
}

/** Every number of an answer, in one order. */
function numbersOf(understanding: Understanding): number[] {
  const { intent, scopeConfidence, entities, templates } = understanding;
  return [
    ...Object.values(intent.scores),
    scopeConfidence,
    ...entities.map(({ confidence }) => confidence),
    ...[...templates].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap((t) => [t.score, t.similarity]),
  ];
}

describe(NluService.name, () => {
  let module: TestingModule;
  let nlu: NluService;

  beforeAll(async () => {
    module = await Test.createTestingModule({ imports: [NluModule.forRoot(OPTIONS)] }).compile();
    await module.init();
    nlu = module.get(NluService);
    await nlu.publishCatalogue(1, TEMPLATES);
  });
  afterAll(() => module.close());

  it('is what the port resolves to', () => {
    expect(module.get(NluPort)).toBe(nlu);
  });

  it('answers with probabilities, the model and the catalogue version', async () => {
    const { intent, scopeConfidence, templates, model, catalogueVersion } = await nlu.understand('hello');
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    expect(sum(Object.values(intent.scores))).toBeCloseTo(1);
    expect(intent.confidence).toBe(intent.scores[intent.label]);
    expect(scopeConfidence).toBeGreaterThan(0.5);
    expect(sum(templates.map(({ score }) => score))).toBeCloseTo(1);
    expect({ model, catalogueVersion }).toEqual({
      model: { name: 'tiny', version: '1' },
      catalogueVersion: 1,
    });
  });

  it('ranks the template first whose text the message is', async () => {
    const { templates } = await nlu.understand('I want to return this');
    expect(templates.map(({ id }) => id)).toHaveLength(3);
    expect(templates[0]?.id).toBe('return_start');
    expect(templates[0]?.similarity).toBeCloseTo(1);
  });

  it('finds entities by UTF-16 offsets of the original text', async () => {
    const text = '😍 is it 5512 0098, #88412077?';
    const { entities } = await nlu.understand(text);
    expect(entities.map(({ type, text, value }) => ({ type, text, value }))).toEqual([
      { type: 'ORDER_NUMBER', text: '5512', value: '5512' },
      { type: 'ORDER_NUMBER', text: '0098', value: '0098' },
      { type: 'ORDER_NUMBER', text: '88412077', value: '88412077' },
    ]);
    entities.forEach((entity) => expect(text.slice(entity.start, entity.end)).toBe(entity.text));
  });

  it('reads the message in the light of what the bot asked, and finds entities in the message alone', async () => {
    const alone = await nlu.understand('yes, that one');
    const asked = await nlu.understand('yes, that one', 'Do you mean order 1001?');
    expect(asked.intent.scores).not.toEqual(alone.intent.scores);
    expect(asked.entities).toEqual([]);
  });

  it('takes any text', async () => {
    const texts = [
      '',
      ' ',
      '\ud800 lone \udc00 12',
      '</s><s> 12',
      'x'.repeat(100_000) + ' 12',
      '😍'.repeat(5_000),
    ];
    const answers = await Promise.all(texts.map((text) => nlu.understand(text, text)));
    expect(answers.map(({ entities }) => entities.map(({ text }) => text))).toEqual([
      [],
      [],
      ['12'],
      ['12'],
      ['12'],
      [],
    ]);
    answers.flatMap(numbersOf).forEach((number) => expect(Number.isFinite(number)).toBe(true));
  });

  it('gives a message the same numbers alone and under load', async () => {
    const together = await Promise.all(MESSAGES.map((text) => nlu.understand(text)));
    for (const [i, text] of MESSAGES.entries()) {
      const alone = numbersOf(await nlu.understand(text));
      const loaded = numbersOf(together[i] as Understanding);
      expect(loaded).toHaveLength(alone.length);
      alone.forEach((number, k) => expect(Math.abs(number - (loaded[k] ?? NaN))).toBeLessThan(1e-3));
    }
  });

  it('runs the model once a message', async () => {
    const before = nlu.status().sessionRuns;
    await Promise.all(MESSAGES.slice(0, 30).map((text) => nlu.understand(text, 'Which order?')));
    expect(nlu.status().sessionRuns - before).toBe(30);
  });

  it('tells how it is', async () => {
    await expect(nlu.check()).resolves.toEqual({
      name: 'nlu',
      ready: true,
      detail: 'tiny 1: 2 of 2 processes (cpu)',
    });
    expect((await nlu.understand('hello')).thresholds).toEqual({ scope: 0.5, lowScore: 0.3, nearTie: 0.1 });
    expect(nlu.modelName()).toEqual({ name: 'tiny', version: '1' });
  });
});

describe('publishing a catalogue', () => {
  it('scores nothing before the first, and templates without texts never', async () => {
    await withService({}, async (nlu) => {
      expect(await nlu.understand('hello')).toMatchObject({ templates: [], catalogueVersion: 0 });
      await nlu.publishCatalogue(1, [{ id: 'empty', intent: null, texts: [] }, ...TEMPLATES]);
      const { templates } = await nlu.understand('hello');
      expect(templates.map(({ id }) => id).sort()).toEqual(['greeting', 'order_status', 'return_start']);
      await nlu.publishCatalogue(2, []);
      expect(await nlu.understand('hello')).toMatchObject({ templates: [], catalogueVersion: 2 });
    });
  });

  it('computes the vectors of new texts only', async () => {
    await withService({}, async (nlu) => {
      await nlu.publishCatalogue(1, TEMPLATES);
      const before = nlu.status().sessionRuns;
      expect(before).toBe(5);
      await nlu.publishCatalogue(2, [
        ...TEMPLATES,
        { id: 'thanks', intent: null, texts: ['thank you', 'hello'] },
      ]);
      expect(nlu.status().sessionRuns - before).toBe(1);
      expect((await nlu.understand('thank you')).templates[0]?.id).toBe('thanks');
    });
  });

  it('swaps it under messages in flight, each scored against one version', async () => {
    await withService({ processes: 2 }, async (nlu) => {
      await nlu.publishCatalogue(1, TEMPLATES);
      const early = MESSAGES.slice(0, 100).map((text) => nlu.understand(text));
      const swaps = [2, 3, 4, 5].map((version) =>
        nlu.publishCatalogue(version, [
          ...TEMPLATES,
          { id: `new_${version}`, intent: null, texts: [`text ${version}`] },
        ]),
      );
      const late = MESSAGES.slice(100).map((text) => nlu.understand(text));
      const answers = await Promise.all([...early, ...late]);
      await Promise.all(swaps);
      for (const { templates, catalogueVersion } of answers) {
        const added = templates.map(({ id }) => id).filter((id) => id.startsWith('new_'));
        expect(added).toEqual(catalogueVersion === 1 ? [] : [`new_${catalogueVersion}`]);
      }
      expect(answers[0]?.catalogueVersion).toBe(1);
      expect((await nlu.understand('text 5')).templates[0]?.id).toBe('new_5');
    });
  });
});

describe('a large catalogue', () => {
  const MANY: TemplateTexts[] = Array.from({ length: 60 }, (_, i) => ({
    id: `t${i}`,
    intent: null,
    texts: [`text ${i}`],
    isAlwaysRanked: i === 33,
  }));

  it('is ranked as far as a dialog needs it, or to its end', async () => {
    await withService({}, async (nlu) => {
      await nlu.publishCatalogue(1, MANY);
      const all = await nlu.understand('hello', '', 'all');
      expect(all.templates).toHaveLength(60);
      const best = all.templates.filter(({ id }, i) => i < 20 || id === 't33');
      expect(await nlu.understand('hello')).toEqual({ ...all, templates: best });
    });
  });
});

describe('trying a catalogue that is not published', () => {
  const THANKS: TemplateTexts = { id: 'thanks', intent: null, texts: ['thank you', 'hello'] };

  it('answers as if it were published, and leaves the published one as it is', async () => {
    await withService({ processes: 2 }, async (nlu) => {
      await nlu.publishCatalogue(1, TEMPLATES);
      const before = await nlu.understand('thank you', 'Which order?');
      const tried = await nlu.understandAgainst('thank you', 'Which order?', [...TEMPLATES, THANKS]);
      expect(tried).toMatchObject({ catalogueVersion: 0 });
      expect(tried.templates).toHaveLength(4);
      expect(await nlu.understand('thank you', 'Which order?')).toEqual(before);
      await nlu.publishCatalogue(2, [...TEMPLATES, THANKS]);
      const published = await nlu.understand('thank you', 'Which order?');
      expect({ ...tried, catalogueVersion: 2 }).toEqual(published);
    });
  });

  it('takes one forward pass a message, and one for each text that is not known', async () => {
    await withService({}, async (nlu) => {
      await nlu.publishCatalogue(1, TEMPLATES);
      const before = nlu.status().sessionRuns;
      const candidate = [...TEMPLATES, THANKS];
      await nlu.understandAgainst('hello', '', candidate);
      await nlu.understandAgainst('hello', '', candidate);
      expect(nlu.status().sessionRuns - before).toBe(3);
      await nlu.publishCatalogue(2, candidate);
      expect(nlu.status().sessionRuns - before).toBe(3);
    });
  });

  it('tells many candidates apart, in any order', async () => {
    await withService({ processes: 2 }, async (nlu) => {
      const candidateOf = (i: number): TemplateTexts[] => [
        { id: `t${i}`, intent: null, texts: [`text ${i}`] },
      ];
      const order = [0, 1, 2, 3, 4, 5, 6, 0, 6, 2, 5, 1, 4, 3, 0];
      const answers = await Promise.all(order.map((i) => nlu.understandAgainst('hello', '', candidateOf(i))));
      expect(answers.map(({ templates }) => templates[0]?.id)).toEqual(order.map((i) => `t${i}`));
    });
  });

  it('lets customers go first', async () => {
    await withService({}, async (nlu) => {
      await nlu.publishCatalogue(1, TEMPLATES);
      const done: string[] = [];
      const vectors = nlu.vectorsOf(Array.from({ length: 20 }, (_, i) => `new ${i}`));
      const tried = nlu.understandAgainst('hello', '', TEMPLATES);
      const messages = MESSAGES.slice(0, 20).map((text) => nlu.understand(text));
      await Promise.all([
        vectors.then(() => done.push('vectors')),
        tried.then(() => done.push('tried')),
        Promise.all(messages).then(() => done.push('customers')),
      ]);
      expect(done).toEqual(['customers', 'tried', 'vectors']);
    });
  });
});

describe('vectors of texts', () => {
  it('are those that the templates are chosen by, each computed once', async () => {
    await withService({}, async (nlu) => {
      await nlu.publishCatalogue(1, TEMPLATES);
      const before = nlu.status().sessionRuns;
      const texts = ['hello', 'where is my order', 'thank you', 'hello', 'thank you'];
      const [hello, ...others] = await nlu.vectorsOf(texts);
      expect(nlu.status().sessionRuns - before).toBe(1);
      expect(others[2]).toEqual(hello);
      const [greeting] = (await nlu.understand('hello')).templates;
      expect(greeting).toMatchObject({ id: 'greeting' });
      expect(greeting?.similarity).toBeCloseTo(
        hello?.reduce((sum, value) => sum + value * value, 0) ?? NaN,
        4,
      );
      await nlu.vectorsOf(texts);
      expect(nlu.status().sessionRuns - before).toBe(2);
    });
  });
});

describe('a model that says nothing', () => {
  afterAll(removeCopies);

  it('finds no entities when all entity logits are alike', async () => {
    // So hot that every logit is nought.
    const modelDir = copyTinyModel(({ calibration }) => (calibration.entityTemperature = 1e30));
    await withService({ modelDir }, async (nlu) => {
      expect((await nlu.understand('order 88412077 and SKU-10442')).entities).toEqual([]);
    });
  });

  it('gives no entities of a message that is out of scope', async () => {
    const modelDir = copyTinyModel(({ thresholds }) => (thresholds.scope = 1));
    await withService({ modelDir }, async (nlu) => {
      expect(await nlu.understand('order 88412077')).toMatchObject({ inScope: false, entities: [] });
    });
  });
});
