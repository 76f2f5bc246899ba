import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { schema } from '../../storage';
import type { Actor } from '../access/actor';
import { TryController } from './try.controller';

const ENGRAVING = {
  id: 'engraving',
  intent: 'inquiry',
  description: 'The customer wants a name or a text engraved on an item.',
  examples: ['can you engrave a name on it', 'I would like an engraving on my item'],
  needs: ['order'],
  action: { type: 'open_ticket', confirm: false },
  bodies: { en: { ok: 'Noted for {{order.number}}: {{ticket.number}}.', already_done: 'Noted before.' } },
};

describe(TryController.name, () => {
  let bot: BotApp;
  let url: string;

  beforeAll(async () => {
    bot = await BotApp.start();
    url = await bot.url();
    await bot.database
      .insert(schema.customers)
      .values({ id: 'cust-real', email: 'real@shop.example', name: 'Real Person' });
    await bot.database.insert(schema.orders).values({
      id: 'order-real',
      number: 'R7001',
      numberKey: 'R7001',
      customerId: 'cust-real',
      email: 'real@shop.example',
      status: 'processing',
      placedAt: new Date(),
      shippingAddress: 'Real Person, 1 Real Road',
      totalMinor: 100,
      currency: 'EUR',
    });
  });
  afterAll(() => bot.stop());

  const attempt = async (body: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${url}/v1/admin/templates/try`, {
      method: 'POST',
      headers: { Authorization: 'Bearer admin', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('shows the ranked choice, the entities and the reply', async () => {
    const { status, body } = await attempt({ text: 'where is my order #W1001?' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      parse: {
        intent: { label: 'inquiry' },
        entities: [{ type: 'ORDER_NUMBER', start: 19, end: 24, text: expect.stringContaining('W1001') }],
        templates: expect.arrayContaining([{ id: 'cancel_order', score: expect.any(Number) }]),
      },
      replies: [{ templateId: 'ask_email', outcome: 'ok' }],
    });
    const { templates } = body.parse as { templates: { id: string }[] };
    expect(templates[0]?.id).toBe('order_status');
    expect(templates.map(({ id }) => id)).not.toContain('affirm');
  });

  it('has a customer of the demo shop signed in', async () => {
    const { body } = await attempt({ text: 'where is my order W1001?', customer: 'ana@example.com' });
    expect(body.replies).toMatchObject([{ templateId: 'order_status' }]);
  });

  it('chooses a template that is not saved, and keeps nothing of it', async () => {
    const request = { text: 'please engrave a name on W1003', customer: 'ana@example.com' };
    const { body } = await attempt({ ...request, template: ENGRAVING });
    expect(body).toMatchObject({
      parse: { templates: expect.arrayContaining([{ id: 'engraving', score: expect.any(Number) }]) },
      replies: [{ templateId: 'engraving', text: expect.stringMatching(/^Noted for W1003: T-/) }],
    });
    expect((await attempt(request)).body.replies).not.toMatchObject([{ templateId: 'engraving' }]);
    expect(await bot.database.$count(schema.tickets)).toBe(0);
  });

  it.each(['\0', '\ud800'])(
    'refuses what the database could not keep of a message: %j',
    async (character) => {
      const handsOff = `I would like to speak to a real person${character}`;
      const context = `Hello${character}`;
      for (const message of [{ text: handsOff }, { text: 'hello', context }]) {
        expect(await attempt(message)).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID' } });
      }
      const customer = `ana${character}@example.com`;
      expect(await attempt({ text: 'hello', customer })).toMatchObject({ status: 400 });
    },
  );

  it('shows the faults of a template', async () => {
    const bodies = { en: { ok: '{{nobody.name}}' } };
    const { status, body } = await attempt({ text: 'hello', template: { ...ENGRAVING, bodies } });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'TEMPLATE_INVALID',
      faults: expect.arrayContaining([
        expect.objectContaining({ code: 'unknown_fact', path: 'bodies.en.ok' }),
      ]),
    });
  });

  it.each([
    ['no text', {}, 'text'],
    ['an unknown channel', { text: 'hi', channel: 'fax' }, 'channel'],
    ['a locale that is none', { text: 'hi', locale: '../..' }, 'locale'],
    ['a customer without an address', { text: 'hi', customer: 'ana' }, 'customer'],
    ['an unknown kind', { text: 'hi', template: ENGRAVING, kind: 'joke' }, 'kind'],
  ])('refuses %s', async (_, request, field) => {
    expect(await attempt(request)).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID', field } });
  });

  describe('with customers of the shop', () => {
    const as = (role: Actor['role']): Actor => ({ id: 'user:1', name: 'Kim', role, address: '' });
    const trying = (role: Actor['role'], customer?: string): Promise<unknown> =>
      bot.app
        .get(TryController, { strict: false })
        .tryMessage(as(role), { text: 'where is order R7001? real@shop.example', customer })
        .then(({ replies }) => replies.map(({ templateId }) => templateId));

    it('shows their records to whoever may read chats', async () => {
      expect(await trying('agent', 'real@shop.example')).toEqual(['order_status']);
      await expect(trying('agent', 'nobody@shop.example')).rejects.toMatchObject({
        response: { code: 'CUSTOMER_UNKNOWN' },
      });
    });

    it('keeps them from everybody else, who does not learn either whether they exist', async () => {
      for (const email of ['real@shop.example', 'nobody@shop.example'])
        await expect(trying('viewer', email)).rejects.toMatchObject({
          response: { code: 'ROLE_INSUFFICIENT' },
        });
      expect(await trying('viewer')).toEqual(['not_verified']);
      expect(await trying('admin')).toEqual(['not_verified']);
    });
  });
});
