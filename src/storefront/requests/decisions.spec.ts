import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { FakeShopSystem } from '../../../test/support/fake-shop-system';
import { RecordsApp } from '../../../test/support/records-app';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import { ENGINES } from '../../../test/support/test-database';
import { APPROVABLE_ACTIONS, type ActionType } from '../../common';
import { schema } from '../../storage';
import { PushLogService } from '../pushes/push-log.service';
import { PushWorkerService } from '../pushes/push-worker.service';
import type { ActionRequest, ActionResult, Order } from '../storefront.types';
import { ActionDecisionsService } from './action-decisions.service';
import type { Decision, DecisionDetails, DecisionResult } from './decision';

const NUMBER = 'EN1001';

describe.each(ENGINES)(`${ActionDecisionsService.name} on %s`, (engine) => {
  const system = new FakeShopSystem();
  let records: RecordsApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine, [system]);
    records.shop.options.currency = 'EUR';
  });
  afterEach(async () => {
    records.shop.options.actionsNeedApproval = [];
    records.shop.now = new Date('2026-06-15T12:00:00Z');
    system.pushes.splice(0);
    system.answer = () => Promise.resolve({ state: 'done' });
    await records.shop.database.execute(
      sql`truncate customers, shop_parts, actions, shop_pushes, customer_notices cascade`,
    );
  });
  afterAll(() => records.shop.stop());

  const tell = (topic: string, change: object = {}): Promise<unknown> =>
    records.shop.database.transaction((tx) =>
      records.apply(tx, 'shopify', topic, { ...payloadOf('shopify', topic), ...change }),
    );
  /** The order as it was placed, but for this. */
  const tellChanged = (change: object): Promise<unknown> =>
    tell('orders/updated', { ...payloadOf('shopify', 'orders/create'), ...change });
  const ask = (type: ActionType, more: Partial<ActionRequest> = {}): Promise<ActionResult> =>
    records.shop.database.transaction((tx) => records.shop.perform(tx, type, NUMBER, more));
  const decide = (name: string, decision: Decision, details: DecisionDetails = {}): Promise<DecisionResult> =>
    records.shop.database.transaction((tx) =>
      records.shop.app.get(ActionDecisionsService).decide(tx, name, decision, details, { name: 'operator' }),
    );
  const order = (): Promise<Order> =>
    records.shop.database.transaction((tx) => records.shop.order(tx, NUMBER));
  const push = (): Promise<void> => records.shop.app.get(PushWorkerService).pushDue();
  const notices = async (): Promise<unknown[]> =>
    (await records.shop.database.select().from(schema.customerNotices)).map(({ notice }) => notice);

  it("is requested until the shop's API has accepted it, then done and told", async () => {
    await tell('orders/create');
    const asked = await ask('cancel_order', { idempotencyKey: 'c:1' });
    expect(asked).toMatchObject({ outcome: 'requested', facts: { request: { number: expect.any(String) } } });
    expect(await ask('cancel_order')).toEqual({
      outcome: 'already_done',
      facts: { request: asked.facts.request },
    });
    expect(await order()).toMatchObject({ status: 'processing' });
    await push();
    expect(system.pushes).toMatchObject([{ key: 'c:1', kind: 'cancel_order', orderExternalId: '4001001' }]);
    expect(await order()).toMatchObject({ status: 'cancelled' });
    expect(await notices()).toEqual([{ kind: 'action_decided', actionKey: 'c:1', outcome: 'ok', facts: {} }]);
    await push();
    expect(system.pushes).toHaveLength(1);
  });

  it('stays cancelled when an older event of the shop comes, until the shop itself says otherwise', async () => {
    await tell('orders/create');
    await ask('cancel_order');
    await push();
    await tellChanged({ updated_at: '2026-06-15T11:59:00Z' });
    expect(await order()).toMatchObject({ status: 'cancelled' });
    await tellChanged({ updated_at: '2026-06-15T12:01:00Z' });
    expect(await order()).toMatchObject({ status: 'processing' });
  });

  it('tells what the API refuses, and changes nothing', async () => {
    await tell('orders/create');
    const before = await order();
    system.answer = () => Promise.resolve({ state: 'refused', reason: 'It is packed' });
    await ask('change_address', { idempotencyKey: 'c:2', newAddress: '1 New Street' });
    await push();
    expect(await order()).toEqual(before);
    expect(await notices()).toMatchObject([{ outcome: 'refused', facts: { shopReason: 'It is packed' } }]);
  });

  it('pushes again after a fault, gives up after three days, and can be replayed', async () => {
    await tell('orders/create');
    system.answer = () => Promise.reject(new Error('not now'));
    await ask('cancel_order');
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await push();
      records.shop.now = new Date(records.shop.now.getTime() + 60 * 3_600_000);
    }
    const log = records.shop.app.get(PushLogService);
    const [dead] = await log.list('dead', 5);
    expect(dead).toMatchObject({ state: 'dead', errorCode: 'PUSH_FAILED', orderNumber: NUMBER });
    expect(system.pushes.length).toBeGreaterThan(1);
    system.answer = () => Promise.resolve({ state: 'done' });
    expect(await records.shop.database.transaction((tx) => log.replay(tx, dead!.id))).toBe('replayed');
    await push();
    expect(await order()).toMatchObject({ status: 'cancelled' });
  });

  it('tells the API only what the shop has agreed to, where it has to', async () => {
    records.shop.options.actionsNeedApproval = APPROVABLE_ACTIONS;
    await tell('orders/create');
    await ask('cancel_order', { idempotencyKey: 'c:3' });
    await push();
    expect(system.pushes).toEqual([]);
    expect(await decide('c:3', 'ok')).toEqual({ kind: 'approved' });
    expect(await decide('c:3', 'ok')).toEqual({ kind: 'same' });
    expect(await decide('c:3', 'refused')).toEqual({ kind: 'conflict', decision: 'ok' });
    await push();
    expect(await order()).toMatchObject({ status: 'cancelled' });
  });

  it('refuses once, by the number as well, and never decides otherwise', async () => {
    records.shop.options.actionsNeedApproval = APPROVABLE_ACTIONS;
    await tell('orders/create');
    const { facts } = await ask('cancel_order');
    const number = facts.request!.number;
    expect(await decide(number, 'refused', { reason: 'No' })).toEqual({ kind: 'decided' });
    expect(await decide(number, 'refused')).toEqual({ kind: 'same' });
    expect(await decide(number, 'ok')).toEqual({ kind: 'conflict', decision: 'refused' });
    expect(await decide('RQ-NOBODY', 'ok')).toEqual({ kind: 'unknown' });
    expect(await notices()).toHaveLength(1);
  });

  it.each([
    ['returns/approve', 'ok'],
    ['returns/decline', 'refused'],
  ])('follows %s of the shop', async (topic, outcome) => {
    await tell('orders/create');
    await tell('fulfillments/create');
    await tell('fulfillment_events/create');
    records.shop.now = new Date('2026-03-10T12:00:00Z');
    system.answer = () => Promise.resolve({ state: 'requested' });
    expect(await ask('create_return', { reason: 'too tight' })).toMatchObject({ outcome: 'requested' });
    await push();
    await tell('returns/request');
    expect(await notices()).toEqual([]);
    await tell(topic);
    expect(await notices()).toMatchObject([{ outcome }]);
    expect((await order()).returns.map(({ number }) => number)).toContain('EN1001-R1');
  });

  it("follows the shop's own cancellation, and drops what its API was to be told", async () => {
    await tell('orders/create');
    await ask('cancel_order');
    await tellChanged({ updated_at: '2026-06-15T12:00:01Z', cancelled_at: '2026-06-15T12:00:01Z' });
    expect(await notices()).toMatchObject([{ outcome: 'ok' }]);
    await push();
    expect(system.pushes).toEqual([]);
  });
});
