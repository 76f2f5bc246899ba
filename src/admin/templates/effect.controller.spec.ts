import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { DialogPort } from '../../dialog';
import { NluService } from '../../nlu';
import { CataloguePort, type TemplateEffect } from '../../templates';
import { EffectController } from './effect.controller';

const ENGRAVING = {
  id: 'engraving',
  description: 'The customer asks whether an article can be engraved.',
  examples: [
    'Can you engrave a name on it?',
    'is it possible to have my initials engraved on the knife',
    'can I get an engraving on the cup',
    'please engrave a name on the lid',
    'I want a name engraved on it',
  ],
};

describe(EffectController.name, () => {
  let bot: BotApp;
  let url: string;

  beforeAll(async () => {
    bot = await BotApp.start();
    url = `${await bot.url()}/v1/admin/templates/effect`;
    const dialog = bot.app.get(DialogPort, { strict: false });
    const conversationId = await dialog.begin('rest');
    for (const text of [
      'could you engrave a name on the kettle? ana@example.com',
      'what are your opening hours?',
      'what are your opening hours?',
    ]) {
      await dialog.handle({ channel: 'rest', conversationId, senderId: 'x', text });
    }
  });
  afterAll(() => bot.stop());

  const post = (body: unknown, key = 'admin'): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
  const effectOf = async (template: object, kind?: string): Promise<TemplateEffect> => {
    const response = await post({ template, kind });
    expect(response.status).toBe(200);
    return (await response.json()) as TemplateEffect;
  };

  it('tells which recorded messages a new template would take, without personal data', async () => {
    const effect = await effectOf(ENGRAVING);
    expect(effect.checkedMessages).toBe(2);
    expect(effect.changes).toEqual([
      {
        text: 'could you engrave a name on the kettle? [email]',
        before: { id: expect.any(String), score: expect.any(Number) },
        after: { id: 'engraving', score: expect.any(Number) },
      },
    ]);
    const [{ before, after }] = effect.changes as [TemplateEffect['changes'][number]];
    expect(before.id).not.toBe('engraving');
    expect(before.score).toBeGreaterThan(0);
    expect(after.score).toBeLessThanOrEqual(1);
  });

  it('names the nearest templates, and finds a subject of its own apart from all', async () => {
    const { neighbours, cannotTellApart } = await effectOf(ENGRAVING);
    expect(neighbours).toHaveLength(10);
    expect(neighbours.map(({ similarity }) => similarity)).toEqual(
      neighbours.map(({ similarity }) => similarity).sort((a, b) => b - a),
    );
    expect(cannotTellApart).toEqual([]);
  });

  it('warns of a template that says the same as another', async () => {
    const { description, examples } = bot.app.get(CataloguePort, { strict: false }).find('store_hours')!;
    const effect = await effectOf({ id: 'opening_times', description, examples: examples.slice(0, 5) });
    expect(effect.neighbours[0]?.id).toBe('store_hours');
    expect(effect.cannotTellApart.map(({ id }) => id)).toEqual(['store_hours']);
  });

  it('changes nothing by a template as it is published', async () => {
    const { id, description, examples } = bot.app.get(CataloguePort, { strict: false }).find('store_hours')!;
    const effect = await effectOf({ id, description, examples });
    expect(effect.changes).toEqual([]);
    expect(effect.neighbours.map((neighbour) => neighbour.id)).not.toContain('store_hours');
  });

  it('tells what a published template would lose', async () => {
    const { changes } = await effectOf({ ...ENGRAVING, id: 'store_hours' });
    expect(changes).toContainEqual({
      text: 'what are your opening hours?',
      before: { id: 'store_hours', score: expect.any(Number) },
      after: { id: expect.not.stringMatching('store_hours'), score: expect.any(Number) },
    });
  });

  it('computes nothing again', async () => {
    const nlu = bot.app.get(NluService, { strict: false });
    await effectOf(ENGRAVING);
    const before = nlu.status().sessionRuns;
    await effectOf({ ...ENGRAVING, examples: [...ENGRAVING.examples, 'my initials on the lid'] });
    expect(nlu.status().sessionRuns - before).toBe(1);
  });

  it('has nothing to tell of a prompt, which is never chosen', async () => {
    const nothing = { neighbours: [], cannotTellApart: [], checkedMessages: 0, changes: [] };
    expect(await effectOf(ENGRAVING, 'prompt')).toEqual(nothing);
    expect(await effectOf({ ...ENGRAVING, id: 'fallback' })).toEqual(nothing);
  });

  it('refuses what is no template, and whoever has no key', async () => {
    const response = await post({ template: { ...ENGRAVING, examples: [1] } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'FIELD_INVALID',
      detail: 'template.examples is not valid.',
    });
    expect((await post({})).status).toBe(400);
    expect((await post({ template: ENGRAVING }, 'wrong')).status).toBe(401);
  });
});
