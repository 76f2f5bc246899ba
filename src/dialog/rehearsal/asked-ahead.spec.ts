import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { NluPort } from '../../nlu';
import { CataloguePort } from '../../templates';
import { RehearsalPort, type PlayedStep, type Rehearsal, type RehearsalStep } from '..';
import { AskedAhead } from './asked-ahead';

const say = (text: string): RehearsalStep => ({ kind: 'customer', text });
const STEPS = [say('please cancel my order W1003'), say('ana@example.com'), say('yes please')];

describe(AskedAhead.name, () => {
  let bot: BotApp;
  let rehearsals: RehearsalPort;
  let catalogue: CataloguePort;
  let nlu: NluPort;
  const asked: [text: string, context: string][] = [];

  beforeAll(async () => {
    bot = await BotApp.start();
    rehearsals = bot.app.get(RehearsalPort, { strict: false });
    catalogue = bot.app.get(CataloguePort, { strict: false });
    nlu = bot.app.get(NluPort, { strict: false });
    const understand = nlu.understandAgainst.bind(nlu);
    nlu.understandAgainst = (text, context, templates) => {
      asked.push([text, context]);
      return understand(text, context, templates);
    };
  });
  afterEach(() => {
    asked.length = 0;
  });
  afterAll(() => bot.stop());

  const play = async (...all: Rehearsal[]): Promise<PlayedStep[][]> =>
    (await rehearsals.playAll(all)).map(({ steps }) => steps);

  const repliesOf = (steps: PlayedStep[] | undefined): string[] =>
    (steps ?? []).flatMap((step) => (step.kind === 'answered' ? step.replies.map(({ text }) => text) : []));

  it('asks with the same contexts the second time, each once, and plays the same', async () => {
    const [first] = await play({ stage: 'demo', steps: STEPS });
    const before = asked.splice(0);
    const [second, third] = await play({ stage: 'demo', steps: STEPS }, { stage: 'demo', steps: STEPS });
    expect(before.map(([text]) => text)).toEqual([
      'please cancel my order W1003',
      'ana@example.com',
      'yes please',
    ]);
    expect(asked).toEqual(before);
    expect([second, third]).toEqual([first, first]);
  });

  it('understands by what is said now, where it is not what was said before', async () => {
    const steps = [say('I want to cancel order W1003, please'), say('it is ana@example.com')];
    await play({ stage: 'demo', steps });
    const template = {
      ...catalogue.find('ask_email'),
      bodies: { en: { ok: 'Which address did you order with?' } },
    };
    const changed = catalogue.onTrial([{ template, kind: 'prompt' }]);
    asked.length = 0;
    const [played] = await play({ stage: 'demo', steps, catalogue: changed });
    expect(repliesOf(played)[0]).toBe('Which address did you order with?');
    const context = 'Which address did you order with?';
    const expected = await nlu.understandAgainst('it is ana@example.com', context, changed.texts());
    expect(played?.[1]).toMatchObject({ kind: 'answered', understanding: expected });
  });

  it('asks again for what could not be answered ahead', async () => {
    const steps = [say('cancel W1003 for me'), say('ana@example.com')];
    const [first] = await play({ stage: 'demo', steps });
    const ask = nlu.understandAgainst.bind(nlu);
    let failures = 0;
    nlu.understandAgainst = (text, context, templates) => {
      if (text === 'ana@example.com' && (failures += 1) === 1) return Promise.reject(new Error('lost'));
      return ask(text, context, templates);
    };
    try {
      expect(await play({ stage: 'demo', steps })).toEqual([first]);
      expect(failures).toBe(2);
    } finally {
      nlu.understandAgainst = ask;
    }
  });

  it("remembers nothing that was said of customers' own records", async () => {
    const steps = [say('hello there'), say('where is my parcel?')];
    const own: Rehearsal = { stage: 'own', steps };
    await play(own);
    asked.length = 0;
    let mostAtOnce = 0;
    let waiting = 0;
    const ask = nlu.understandAgainst.bind(nlu);
    nlu.understandAgainst = async (text, context, templates) => {
      mostAtOnce = Math.max(mostAtOnce, (waiting += 1));
      return ask(text, context, templates).finally(() => (waiting -= 1));
    };
    try {
      await play(own);
      expect(asked).toHaveLength(2);
      expect(mostAtOnce).toBe(1);
    } finally {
      nlu.understandAgainst = ask;
    }
  });
});
