import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { BotApp } from '../../test/support/bot-app';
import { WebhookSubscriptionsService } from '../storefront';
import { DialogPort } from '.';
import { IdleConversationsService } from './idle-conversations.service';

describe('what a conversation tells the shop', () => {
  let bot: BotApp;
  let dialog: DialogPort;
  let idle: IdleConversationsService;

  beforeAll(async () => {
    bot = await BotApp.start();
    dialog = bot.app.get(DialogPort, { strict: false });
    idle = bot.app.get(IdleConversationsService, { strict: false });
    const subscriptions = bot.app.get(WebhookSubscriptionsService, { strict: false });
    await bot.database.transaction(async (tx) => {
      const types = null;
      const url = 'https://shop.example/hook';
      const created = await subscriptions.create(tx, { url, types, description: '', createdBy: 'a test' });
      if (created === 'too_many') throw new Error('too many');
      // Nothing is to leave this machine.
      await subscriptions.change(tx, created.id, { enabled: false });
    });
  });
  afterEach(() => bot.database.execute(sql`truncate outgoing_events cascade`));
  afterAll(() => bot.stop());

  const events = async (): Promise<unknown[]> =>
    (await bot.database.execute(sql`select type, data from outgoing_events order by id`)).rows;

  it('is that it started, once however many first messages there are', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map((number) => dialog.conversationFor('botframework', 'external-1', { number })),
    );
    expect(new Set(ids).size).toBe(1);
    await dialog.conversationFor('botframework', 'external-1', { number: 4 });
    const conversationId = await dialog.begin('rest', 'de');
    expect(await events()).toEqual([
      {
        type: 'conversation.started',
        data: { conversationId: ids[0], channel: 'botframework', locale: 'en' },
      },
      { type: 'conversation.started', data: { conversationId, channel: 'rest', locale: 'de' } },
    ]);
    const { rows } = await bot.database.execute(
      sql`select reply_address from conversations where id = ${ids[0]}`,
    );
    expect(rows).toEqual([{ reply_address: { number: 4 } }]);
  });

  it('is that it closed when nothing was said for an hour, once, and that it goes on', async () => {
    const conversationId = await dialog.begin('rest');
    const say = (messageId: string): Promise<unknown> =>
      dialog.handle({ channel: 'rest', conversationId, senderId: 'client', text: 'hello', messageId });
    await say('m1');
    await bot.database.execute(sql`truncate outgoing_events cascade`);
    await idle.closeIdle();
    expect(await events()).toEqual([]);
    bot.advanceClock(61 * 60_000);
    await Promise.all([idle.closeIdle(), idle.closeIdle()]);
    await idle.closeIdle();
    const about = { conversationId, channel: 'rest', locale: 'en' };
    const ofThis = async (): Promise<unknown[]> =>
      (await events()).filter(
        (one) => (one as { data: typeof about }).data.conversationId === conversationId,
      );
    expect(await ofThis()).toEqual([{ type: 'conversation.closed', data: about }]);
    await say('m2');
    await say('m3');
    expect((await ofThis()).slice(1)).toEqual([
      { type: 'conversation.started', data: { ...about, isReopened: true } },
    ]);
    bot.advanceClock(3 * 61 * 60_000);
    await idle.closeIdle();
    expect((await ofThis()).slice(2)).toEqual([{ type: 'conversation.closed', data: about }]);
    bot.advanceClock(0);
  });

  it('is each rating, and each change of it', async () => {
    const conversationId = await dialog.begin('rest');
    await dialog.handle({
      channel: 'rest',
      conversationId,
      senderId: 'client',
      text: 'what are your opening hours?',
      messageId: 'm1',
    });
    for (const thumbs of ['up', 'up', 'down', null] as const) {
      await dialog.takeFeedback({ conversationId, messageId: 'm1', thumbs });
    }
    const rated = (await events()).slice(1);
    expect(rated).toMatchObject(
      ['up', 'down', null].map((thumbs) => ({
        type: 'conversation.rated',
        data: { conversationId, messageId: 'm1', templateId: 'store_hours', outcome: 'ok', thumbs },
      })),
    );
  });
});
