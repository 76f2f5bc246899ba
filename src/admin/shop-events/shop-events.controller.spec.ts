import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventsApp, TableApplier } from '../../../test/support/events-app';
import { StaffClient } from '../../../test/support/staff-client';
import { ENGINES } from '../../../test/support/test-database';
import { schema } from '../../storage';
import { MalformedEventError } from '../../storefront';
import { ShopEventsController } from './shop-events.controller';

interface Item {
  id: number;
  topic: string;
}

describe.each(ENGINES)(`${ShopEventsController.name} on %s`, (engine) => {
  let events: EventsApp;
  let admin: StaffClient;
  let viewer: StaffClient;

  beforeAll(async () => {
    events = await EventsApp.start(engine);
    admin = events.operator;
    const { body } = await admin.post('/keys', { name: 'a viewer', role: 'viewer' });
    viewer = new StaffClient(events.url, { Authorization: `Bearer ${body.key}` });
  });
  beforeEach(() => {
    TableApplier.then = (_, { topic }) => {
      if (topic === 'orders/paid') return Promise.reject(new MalformedEventError('line_items'));
      return topic === 'orders/updated' ? Promise.resolve() : Promise.resolve('unknown_topic');
    };
  });
  afterEach(() => events.empty());
  afterAll(() => events.stop());

  const list = async (query: string, by = viewer): Promise<Item[]> =>
    (await by.get(`/shop-events${query}`)).body.items as Item[];
  const topics = async (query: string): Promise<string[]> => (await list(query)).map(({ topic }) => topic);
  const send = async (...sent: string[]): Promise<void> => {
    for (const [index, topic] of sent.entries())
      await events.shopify(topic, { id: index, name: 'Xanthippe' });
    await events.later(0);
  };
  const audited = async (): Promise<unknown[]> => {
    const rows = await events.database.select().from(schema.audit).orderBy(schema.audit.id);
    return rows.map(({ actor, action, target, details }) => ({ actor, action, target, details }));
  };

  it('lists what is dead, of an unknown topic, or waits, newest first, by source and topic', async () => {
    await send('orders/paid', 'themes/publish', 'orders/updated', 'carts/update', 'orders/paid');
    expect(await topics('')).toEqual(['orders/paid', 'orders/paid']);
    expect(await topics('?state=unknown_topic')).toEqual(['carts/update', 'themes/publish']);
    expect(await topics('?state=unknown_topic&topic=carts/update')).toEqual(['carts/update']);
    expect(await topics('?state=unknown_topic&source=woocommerce')).toEqual([]);
    expect(await topics('?state=pending')).toEqual([]);
    TableApplier.then = () => Promise.reject(new Error('not now'));
    await send('orders/updated');
    expect(await topics('?state=pending')).toEqual(['orders/updated']);
  });

  it('gives pages of it', async () => {
    await send('carts/create', 'carts/update', 'carts/delete');
    const first = (await viewer.get('/shop-events?state=unknown_topic&limit=2')).body;
    expect((first.items as Item[]).map(({ topic }) => topic)).toEqual(['carts/delete', 'carts/update']);
    const rest = `/shop-events?state=unknown_topic&limit=2&cursor=${first.nextCursor}`;
    const { body } = await viewer.get(rest);
    expect(body).toMatchObject({ items: [{ topic: 'carts/create' }], nextCursor: null });
  });

  it.each(['?state=applied', "?state=dead'", '?source=ebay', '?cursor=x', '?limit=0', '?topic=%00'])(
    'refuses %s',
    async (query) => {
      expect(await viewer.get(`/shop-events${query}`)).toMatchObject({
        status: 400,
        body: { code: 'FIELD_INVALID' },
      });
    },
  );

  it('shows what an event says to an admin, and to nobody else', async () => {
    await send('orders/paid');
    await events.shopify('orders/paid', '{"name": "Xanthippe"');
    await events.later(0);
    const [unreadable, malformed] = await list('');
    const path = `/shop-events/${malformed!.id}`;
    expect((await admin.get(path)).body).toMatchObject({
      topic: 'orders/paid',
      state: 'dead',
      errorCode: 'EVENT_MALFORMED',
      errorPath: 'line_items',
      payload: { id: 0, name: 'Xanthippe' },
      unreadableBody: null,
    });
    expect((await admin.get(`/shop-events/${unreadable!.id}`)).body).toMatchObject({
      errorCode: 'EVENT_NOT_JSON',
      payload: null,
      unreadableBody: '{"name": "Xanthippe"',
    });
    for (const asked of [path, `/shop-events/${unreadable!.id}`, '/shop-events']) {
      const { status, body } = await viewer.get(asked);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain('Xanthippe');
    }
    expect(JSON.stringify(await list('', admin))).not.toContain('Xanthippe');
  });

  it('replays one event, once it can be applied, and says who asked', async () => {
    await send('orders/paid');
    const [event] = await list('');
    TableApplier.then = () => Promise.resolve();
    expect(await viewer.post(`/shop-events/${event!.id}/replay`, {})).toMatchObject({ status: 403 });
    expect(await admin.post(`/shop-events/${event!.id}/replay`, {})).toMatchObject({ status: 204 });
    await events.processor.idle();
    expect(await events.events()).toMatchObject([{ state: 'applied', attempts: 0, errorCode: null }]);
    expect(await events.applied()).toHaveLength(1);
    expect(await audited()).toEqual([
      { actor: 'operator', action: 'shop_event.replay', target: `shop_event:${event!.id}`, details: {} },
    ]);
    expect(await admin.post(`/shop-events/${event!.id}/replay`, {})).toMatchObject({
      status: 409,
      body: { code: 'SHOP_EVENT_NOT_REPLAYABLE' },
    });
  });

  it('takes an event that fails once more to the dead letters again', async () => {
    await send('orders/paid');
    const [event] = await list('');
    await admin.post(`/shop-events/${event!.id}/replay`, {});
    await events.processor.idle();
    expect(await topics('')).toEqual(['orders/paid']);
  });

  it('replays all that match', async () => {
    await send('carts/create', 'carts/update', 'carts/update', 'orders/paid');
    TableApplier.then = () => Promise.resolve();
    const filter = { state: 'unknown_topic', source: 'shopify', topic: 'carts/update' };
    expect(await viewer.post('/shop-events/replay', filter)).toMatchObject({ status: 403 });
    const { body } = await admin.post('/shop-events/replay', filter);
    expect(body).toEqual({ replayed: 2, isMore: false });
    await events.processor.idle();
    expect(await topics('?state=unknown_topic')).toEqual(['carts/create']);
    expect(await topics('?state=dead')).toEqual(['orders/paid']);
    expect(await audited()).toEqual([
      {
        actor: 'operator',
        action: 'shop_event.replay',
        target: 'shop_events',
        details: { ...filter, replayed: 2 },
      },
    ]);
    expect((await admin.post('/shop-events/replay', filter)).body).toEqual({ replayed: 0, isMore: false });
    expect(await audited()).toHaveLength(1);
  });

  it.each(['pending', 'applied', undefined])('replays nothing of state %s', async (state) => {
    expect(await admin.post('/shop-events/replay', { state })).toMatchObject({
      status: 400,
      body: { code: 'FIELD_INVALID', field: 'state' },
    });
  });

  it.each(['7', 'x', '9'.repeat(15), '9'.repeat(16), '-1', '1e3'])('knows no event %s', async (id) => {
    const unknown = { status: 404, body: { code: 'SHOP_EVENT_UNKNOWN' } };
    expect(await admin.get(`/shop-events/${id}`)).toMatchObject(unknown);
    expect(await admin.post(`/shop-events/${id}/replay`, {})).toMatchObject(unknown);
  });
});
