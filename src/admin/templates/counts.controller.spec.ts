import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { CountsController } from './counts.controller';

describe(CountsController.name, () => {
  let bot: BotApp;
  let url: string;
  const counts = async (id: string, key = 'admin'): Promise<{ status: number; body: unknown }> => {
    const headers = { Authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/v1/admin/templates/${id}/counts`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const post = async (path: string, body: unknown): Promise<{ conversationId: string }> => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { conversationId: string };
  };

  beforeAll(async () => {
    bot = await BotApp.start();
    url = await bot.url();
  });
  afterAll(() => bot.stop());

  it('tells of each wording how it does', async () => {
    const { conversationId } = await post('/v1/messages', { text: 'what are your opening hours?' });
    await post(`/v1/conversations/${conversationId}/feedback`, { thumbs: 'up' });
    await post('/v1/messages', { conversationId, text: 'thank you!' });
    expect(await counts('store_hours')).toEqual({
      status: 200,
      body: {
        items: [
          {
            version: 1,
            locale: 'en',
            outcome: 'ok',
            variant: '',
            said: 1,
            resolved: 1,
            askedForPerson: 0,
            thumbsUp: 1,
            thumbsDown: 0,
          },
        ],
      },
    });
    expect(await counts('promotions')).toEqual({ status: 200, body: { items: [] } });
  });

  it('lets nobody else see it, and knows the templates', async () => {
    expect(await counts('store_hours', 'another')).toMatchObject({ status: 401 });
    for (const id of ['nothing', 'a%00'])
      expect(await counts(id)).toMatchObject({ status: 404, body: { code: 'TEMPLATE_UNKNOWN' } });
  });
});
