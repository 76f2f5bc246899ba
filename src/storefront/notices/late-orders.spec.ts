import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { askAboutAll, noticesIn } from '../../../test/support/asked-orders';
import { RecordsApp } from '../../../test/support/records-app';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import { ENGINES } from '../../../test/support/test-database';
import type { Transaction } from '../../storage';
import { LateOrdersService } from './late-orders.service';

describe.each(ENGINES)(`${LateOrdersService.name} on %s`, (engine) => {
  let records: RecordsApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine);
  });
  afterAll(() => records.shop.stop());
  beforeEach(async () => {
    records.shop.now = new Date('2026-05-03T12:00:00Z');
    await records.shop.database.transaction(async (tx) => {
      await tell(tx, 'order.upserted', { expectedAt: '2026-05-06T00:00:00Z' });
      await askAboutAll(tx);
    });
  });
  afterEach(() =>
    records.shop.database.execute(
      sql`truncate customers, products, shop_parts, conversations, customer_notices cascade`,
    ),
  );

  const tell = (tx: Transaction, topic: string, data: object): Promise<unknown> => {
    const payload = payloadOf('standard', topic);
    return records.apply(tx, 'standard', topic, {
      ...payload,
      data: { ...(payload.data as object), ...data },
    });
  };
  const noticesAt = async (time: string): Promise<Awaited<ReturnType<typeof noticesIn>>> => {
    records.shop.now = new Date(time);
    await records.shop.app.get(LateOrdersService).look();
    return records.shop.database.transaction(noticesIn);
  };

  it('notices once that the promised day has gone by', async () => {
    expect(await noticesAt('2026-05-06T23:00:00Z')).toEqual([]);
    const late = [
      {
        onceKey: 'order_late:standard:o-501:2026-05-06',
        notice: { kind: 'order_delayed', orderId: 'standard:o-501', promisedAt: '2026-05-06T00:00:00.000Z' },
      },
    ];
    expect(await noticesAt('2026-05-07T00:01:00Z')).toEqual(late);
    expect(await noticesAt('2026-05-07T08:00:00Z')).toEqual(late);
  });

  it('looks at a new promise anew, and notices nothing where it is kept', async () => {
    await noticesAt('2026-05-07T00:01:00Z');
    const move = (updatedAt: string, expectedAt: string): Promise<unknown> =>
      records.shop.database.transaction((tx) => tell(tx, 'order.upserted', { updatedAt, expectedAt }));
    await move('2026-05-07T09:00:00Z', '2026-05-08T00:00:00Z');
    const keys = (await noticesAt('2026-05-09T01:00:00Z')).map(({ onceKey }) => onceKey);
    expect(keys).toEqual([
      'order_late:standard:o-501:2026-05-06',
      'order_delayed:standard:o-501:2026-05-08',
      'order_late:standard:o-501:2026-05-08',
    ]);
    await move('2026-05-09T09:00:00Z', '2026-05-11T00:00:00Z');
    const arrived = {
      state: 'delivered',
      updatedAt: '2026-05-10T10:00:00Z',
      deliveredAt: '2026-05-10T10:00:00Z',
    };
    records.shop.now = new Date('2026-05-10T12:00:00Z');
    await records.shop.database.transaction((tx) => tell(tx, 'fulfilment.upserted', arrived));
    const after = (await noticesAt('2026-05-12T01:00:00Z')).slice(3).map(({ onceKey }) => onceKey);
    expect(after).toEqual(['order_delayed:standard:o-501:2026-05-11', 'order_delivered:standard:o-501']);
  });

  it('notices nothing of a day that went by while nobody looked for days', async () => {
    expect(await noticesAt('2026-05-12T12:00:00Z')).toEqual([]);
  });
});
