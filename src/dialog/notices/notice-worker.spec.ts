import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { NewsApp } from '../../../test/support/news-app';
import { ENGINES } from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { Announcements } from '../../storage';
import type { CustomerNotice } from '../../storefront';
import { NoticeWorkerService } from './notice-worker.service';

describe.each(ENGINES)(`${NoticeWorkerService.name} on %s`, (engine) => {
  let app: NewsApp;
  /** Another replica; on the embedded database there can be none. */
  let other: NewsApp;

  beforeAll(async () => {
    app = await NewsApp.start();
    const { databaseUrl } = app.bot;
    other = databaseUrl ? await NewsApp.start({ DATABASE_URL: databaseUrl }) : app;
  });
  afterAll(async () => {
    if (other !== app) await other.stop();
    await app.stop();
  });
  beforeEach(() => app.reset());

  /** As many orders as conversations, each proved in its own. */
  const linkMany = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let place = 0; place < count; place += 1) {
      const conversationId = await app.dialog.begin('rest');
      await app.prove('W1001', { conversationId });
      ids.push(conversationId);
    }
    await app.bot.database.execute(sql`
      insert into orders (id, number, number_key, customer_id, email, status, placed_at, shipping_address, total_minor, currency)
      select 'many-' || place, 'M' || place, 'M' || place, customer_id, email, status, placed_at, shipping_address,
        total_minor, currency from orders, generate_series(0, ${count - 1}::int) as place where number = 'W1001'`);
    for (const [place, id] of ids.entries()) {
      await app.bot.database.execute(
        sql`update order_links set order_id = ${`many-${place}`} where conversation_id = ${id}`,
      );
    }
    return ids;
  };

  it('tells each of many once, with other replicas at it, while the customers write', async () => {
    const ids = await linkMany(24);
    const writing = ids.flatMap((conversationId) =>
      [app, other].map((one) => one.say('what are your opening hours?', { conversationId })),
    );
    const news = ids.map((_, place): CustomerNotice => ({ kind: 'order_shipped', orderId: `many-${place}` }));
    await Promise.all(news.map((notice, place) => (place % 2 ? app : other).add(notice)));
    const answers = await Promise.all(writing);
    await app.settled();
    expect(answers.flat().every((templateId) => templateId === 'store_hours')).toBe(true);
    for (const [place, id] of ids.entries()) {
      expect(await app.texts(id)).toEqual([expect.stringContaining(`your order M${place} is on its way`)]);
    }
    const notices = await app.notices();
    expect(notices.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(ids.map(() => ['told', 0]));
  }, 30_000);

  if (engine === 'PostgreSQL') {
    it('hears from another replica that there is something to tell, and of each thing once', async () => {
      let heard = 0;
      const stop = app.bot.app.get(Announcements, { strict: false }).listen('notices', () => (heard += 1));
      const notice = await app.shipped();
      const add = (): Promise<void> =>
        other.bot.database.transaction((tx) => other.addUnder(tx, 'the same key', notice));
      await add();
      await until(() => heard > 0);
      await add();
      await other.add(notice);
      await until(() => heard > 1);
      stop();
      expect(heard).toBe(2);
    });
  }
});
