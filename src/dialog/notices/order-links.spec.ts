import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { ANA, BEN, NewsApp, signedIn } from '../../../test/support/news-app';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { RehearsalPort } from '..';
import { linksTo } from './order-links';

const asAna = (lastsMs?: number): object => ({ customer: signedIn('cust-ana', ANA, lastsMs) });
const asBen = (): object => ({ customer: signedIn('cust-ben', BEN) });

describe.each(ENGINES)(`${linksTo.name} on %s`, () => {
  let app: NewsApp;

  beforeAll(async () => {
    app = await NewsApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(() => app.reset());

  const kept = (): Promise<(typeof schema.orderLinks.$inferSelect)[]> =>
    app.bot.database.select().from(schema.orderLinks);

  it.each([
    ['somebody else has signed in since', asBen()],
    ['somebody else writes there as well', { senderId: 'another' }],
  ])('lead nowhere where %s', async (_, more) => {
    await app.prove();
    await app.say('hello', more);
    expect(await app.tell(await app.shipped())).toEqual(['nobody']);
    expect(await app.late()).toEqual([]);
  });

  it('are not made by whoever signs in where another customer proved the order, though they ask about it', async () => {
    await app.prove();
    await app.say('where is my order W1001?', asBen());
    expect(await kept()).toMatchObject([{ customerId: 'cust-ana', signedInAs: null }]);
    expect(await app.tell(await app.shipped())).toEqual(['nobody']);
  });

  it('are made by whoever is signed in and asks, and outlive the token', async () => {
    await app.say('where is my order W1001?', asAna(1_000));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await app.tell(await app.shipped())).toEqual(['told']);
  });

  it('lead to whoever signs in as the order’s customer after the proof', async () => {
    await app.prove();
    await app.say('hello', asAna());
    expect(await app.tell(await app.shipped())).toEqual(['told']);
  });

  it('lead nowhere once the order is another customer’s, nor does the old proof make a new one', async () => {
    await app.prove();
    await app.change('W1001', { customerId: 'cust-ben' });
    expect(await app.tell(await app.shipped())).toEqual(['nobody']);
    await app.say('where is my order W1001?');
    expect(await kept()).toMatchObject([{ customerId: 'cust-ana' }]);
    expect(await app.tell(await app.shipped())).toEqual(['nobody', 'nobody']);
  });

  it('go with their order', async () => {
    await app.prove();
    const notice = await app.shipped();
    await app.bot.database.execute(sql`delete from orders where number = 'W1001'`);
    expect(await kept()).toEqual([]);
    expect(await app.tell(notice)).toEqual(['obsolete']);
  });

  it('lead to no group', async () => {
    await app.prove('W1001', { isGroup: true });
    expect(await app.tell(await app.shipped())).toEqual(['nobody']);
  });

  it('have the language in which the sender was answered last', async () => {
    await app.prove('W1001', { locale: 'de' });
    await app.say('and where is it now?', { locale: 'fr' });
    expect(await kept()).toMatchObject([{ locale: 'fr' }]);
  });

  it('are not left by a conversation that is rehearsed', async () => {
    const steps = ['where is my order W1001?', ANA].map((text) => ({ kind: 'customer' as const, text }));
    for (const stage of ['own', 'demo'] as const) {
      const played = await app.bot.app.get(RehearsalPort, { strict: false }).play({ stage, steps });
      expect(played.steps.at(-1)).toMatchObject({ replies: [{ templateId: 'order_status' }] });
    }
    expect(await kept()).toEqual([]);
  });
});
