import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR_MS, NewsApp } from '../../../test/support/news-app';
import { ENGINES } from '../../../test/support/test-database';
import { until } from '../../../test/support/until';
import { isUrgent } from './urgency';

const minuteOf = (ms: number): number => {
  const time = new Date(ms);
  return time.getUTCHours() * 60 + time.getUTCMinutes();
};

describe.each(ENGINES)(`in quiet hours: ${isUrgent.name} on %s`, () => {
  let app: NewsApp;

  beforeAll(async () => {
    app = await NewsApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    await app.reset();
    // They began an hour ago, and end in an hour.
    const [fromMinute, toMinute] = [minuteOf(Date.now() - HOUR_MS), minuteOf(Date.now() + HOUR_MS)];
    app.options.quietHours = { fromMinute, toMinute };
  });

  /** Whatever is not done waits for the end. */
  const settled = (): Promise<void> =>
    until(async () => {
      const waiting = (await app.notices()).filter(({ doneAt }) => doneAt === null);
      return waiting.every(({ dueAt }) => dueAt.getTime() > Date.now() + HOUR_MS / 2);
    });

  it('waits for their end, and tells the latest then', async () => {
    await app.prove();
    await app.add(await app.shipped());
    await settled();
    await app.change('W1001', { status: 'delivered', deliveredAt: new Date() });
    await app.add({ kind: 'order_delivered', orderId: await app.idOf('W1001') });
    await settled();
    expect(await app.outcomes()).toEqual([null, null]);
    expect(await app.late()).toEqual([]);
    app.bot.advanceClock(2 * HOUR_MS);
    await until(async () => (await app.late()).length > 0);
    expect(await app.texts()).toEqual([expect.stringContaining('was delivered')]);
    expect(await app.outcomes()).toEqual(['obsolete', 'told']);
  });

  it.each([
    ['today', 0, 1],
    ['tomorrow', 24, 1],
    ['in three days', 72, 0],
  ])(
    'of a delay of what was promised for %s (in %s hours) tells at once %s times',
    async (_, hours, times) => {
      await app.prove();
      const promised = new Date(Date.now() + hours * HOUR_MS);
      await app.change('W1001', { expectedAt: new Date(promised.getTime() + 72 * HOUR_MS) });
      const orderId = await app.idOf('W1001');
      await app.add({ kind: 'order_delayed', orderId, promisedAt: promised.toISOString() });
      await settled();
      expect(await app.late()).toHaveLength(times);
    },
  );

  it('tells with what is urgent all that waits about the parcel', async () => {
    await app.prove();
    await app.add(await app.shipped());
    await settled();
    await app.change('W1001', { expectedAt: new Date(Date.now() + 72 * HOUR_MS) });
    const orderId = await app.idOf('W1001');
    await app.add({ kind: 'order_delayed', orderId, promisedAt: new Date().toISOString() });
    await app.settled();
    expect(await app.outcomes()).toEqual(['superseded', 'told']);
    expect(await app.late()).toHaveLength(1);
  });
});
