import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BotApp } from '../../../test/support/bot-app';
import { StaffClient } from '../../../test/support/staff-client';
import { TurnsController } from './turns.controller';

describe(TurnsController.name, () => {
  let bot: BotApp;
  let url: string;

  beforeAll(async () => {
    bot = await BotApp.start();
    url = await bot.url();
  });
  afterAll(() => bot.stop());

  const exported = (query: string): Promise<Response> =>
    fetch(`${url}/v1/admin/turns/export${query}`, { headers: { Authorization: 'Bearer admin' } });

  it('gives what customers wrote as lines of training, and is audited', async () => {
    const said = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: 'where is my order W1001? write to ana@example.com' }),
    });
    expect(said.status).toBe(200);
    const answer = await exported('?below=1&limit=5');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await answer.text()).split('\n').slice(0, -1);
    const [row] = lines.map((line) => JSON.parse(line) as { text: string; entities: unknown[] });
    expect(row).toMatchObject({
      text: expect.stringMatching(/^where is my order W\d{4}\? write to \[email\]$/),
      intent: 'inquiry',
      in_scope: true,
      template: 'order_status',
      entities: [{ type: 'ORDER_NUMBER', start: 18, end: 23 }],
      model: expect.stringMatching(/^storedesk-small /),
    });
    expect(row?.text).not.toContain('W1001');
    const staff = new StaffClient(url, { Authorization: 'Bearer admin' });
    expect((await staff.get('/audit?target=turns')).body.items).toMatchObject([
      { action: 'turns.export', details: { messages: lines.length, since: null, below: 1 } },
    ]);
  });

  it.each(['limit=0', 'limit=x', 'since=yesterday', 'below=2'])('refuses %s', async (query) => {
    const answer = await exported(`?${query}`);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'FIELD_INVALID' }]);
  });
});
