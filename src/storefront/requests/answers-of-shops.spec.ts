import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { FakeShopSystem } from '../../../test/support/fake-shop-system';
import { RecordsApp } from '../../../test/support/records-app';
import { payloadOf } from '../../../test/support/shop-event-fixtures';
import { ENGINES } from '../../../test/support/test-database';
import type { ActionType } from '../../common';
import { schema } from '../../storage';
import { MalformedEventError } from '../events-in/events-in.errors';
import type { EventOutcome, ShopEventSource } from '../events-in/event-applier.port';
import { PushWorkerService } from '../pushes/push-worker.service';
import type { ActionRequest, ActionResult, Order } from '../storefront.types';
import { DecisionsOfEventsService } from './decisions-of-events.service';

const NUMBERS = { shopify: 'EN1001', standard: '303-1234567-7654321' };
const NEW_ADDRESS = '9 Harbour Road\n04109 Leipzig\nGermany';

describe.each(ENGINES)(`${DecisionsOfEventsService.name} on %s`, (engine) => {
  const system = new FakeShopSystem();
  let records: RecordsApp;

  beforeAll(async () => {
    records = await RecordsApp.start(engine, [system]);
    records.shop.options.currency = 'EUR';
  });
  afterEach(async () => {
    records.shop.options.actionsNeedApproval = [];
    system.answer = () => Promise.resolve({ state: 'done' });
    await records.shop.database.execute(
      sql`truncate customers, shop_parts, actions, shop_pushes, customer_notices cascade`,
    );
  });
  afterAll(() => records.shop.stop());

  const tell = (source: ShopEventSource, topic: string, payload?: unknown): Promise<EventOutcome> =>
    records.shop.database.transaction((tx) => records.apply(tx, source, topic, payload));
  const ask = (
    source: keyof typeof NUMBERS,
    type: ActionType,
    more: Partial<ActionRequest> = {},
  ): Promise<ActionResult> =>
    records.shop.database.transaction((tx) => records.shop.perform(tx, type, NUMBERS[source], more));
  const order = (source: keyof typeof NUMBERS): Promise<Order> =>
    records.shop.database.transaction((tx) => records.shop.order(tx, NUMBERS[source]));
  const push = (): Promise<void> => records.shop.app.get(PushWorkerService).pushDue();
  const told = async (): Promise<unknown[]> =>
    (await records.shop.database.select().from(schema.customerNotices)).map(({ notice }) => notice);
  const placed = (change: object): unknown => ({ ...payloadOf('shopify', 'orders/create'), ...change });

  const decided = (data: object): unknown => ({
    type: 'action.decided',
    timestamp: '2026-06-15T12:05:00Z',
    data,
  });

  it('does what the shop agrees to by an event of its own, once', async () => {
    records.shop.options.actionsNeedApproval = ['change_address'];
    await tell('standard', 'order.upserted');
    const before = (await order('standard')).shippingAddress;
    const asked = await ask('standard', 'change_address', { newAddress: NEW_ADDRESS, idempotencyKey: 'k' });
    expect(asked.outcome).toBe('requested');
    expect(await order('standard')).toMatchObject({ shippingAddress: before });

    const requestNumber = asked.facts.request?.number;
    const yes = decided({ requestNumber, decision: 'ok' });
    expect(await tell('standard', 'action.decided', yes)).toBe('applied');
    expect(await order('standard')).toMatchObject({ shippingAddress: NEW_ADDRESS });
    expect(await told()).toEqual([{ kind: 'action_decided', actionKey: 'k', outcome: 'ok', facts: {} }]);

    expect(await tell('standard', 'action.decided', yes)).toBe('outdated');
    await expect(
      tell('standard', 'action.decided', decided({ actionKey: 'k', decision: 'refused' })),
    ).rejects.toBeInstanceOf(MalformedEventError);
    await expect(
      tell('standard', 'action.decided', decided({ actionKey: 'nobody', decision: 'ok' })),
    ).rejects.toMatchObject({ path: 'data.actionKey' });
    expect(await told()).toHaveLength(1);
  });

  it('changes nothing where the shop refuses by an event of its own, and says why', async () => {
    records.shop.options.actionsNeedApproval = ['cancel_order'];
    await tell('standard', 'order.upserted');
    await ask('standard', 'cancel_order', { idempotencyKey: 'k' });
    const no = decided({ actionKey: 'k', decision: 'refused', reason: 'It is packed.' });
    expect(await tell('standard', 'action.decided', no)).toBe('applied');
    expect(await order('standard')).toMatchObject({ status: 'processing' });
    expect(await told()).toMatchObject([{ outcome: 'refused', facts: { shopReason: 'It is packed.' } }]);
  });

  it("keeps an address that the shop's API took over, until the shop has another", async () => {
    await tell('shopify', 'orders/create');
    await ask('shopify', 'change_address', { newAddress: NEW_ADDRESS });
    await push();
    expect(system.pushes.splice(0)).toMatchObject([{ kind: 'change_address', newAddress: NEW_ADDRESS }]);
    expect(await order('shopify')).toMatchObject({ shippingAddress: NEW_ADDRESS });
    // Told before it was taken over, or without knowing of it.
    await tell('shopify', 'orders/updated', placed({ updated_at: '2026-06-15T11:59:00Z' }));
    expect(await order('shopify')).toMatchObject({ shippingAddress: NEW_ADDRESS });
    const moved = { address1: '1 New Way', address2: null, city: 'Halle', zip: '06108', country: 'Germany' };
    const { shipping_address: known } = payloadOf('shopify', 'orders/create');
    await tell(
      'shopify',
      'orders/updated',
      placed({ updated_at: '2026-06-15T12:30:00Z', shipping_address: { ...(known as object), ...moved } }),
    );
    expect((await order('shopify')).shippingAddress).toContain('1 New Way');
  });

  it('takes it for refused when the parcel leaves first', async () => {
    records.shop.options.actionsNeedApproval = ['cancel_order'];
    await tell('shopify', 'orders/create');
    await ask('shopify', 'cancel_order', { idempotencyKey: 'k' });
    await tell('shopify', 'fulfillments/create');
    expect(await told()).toMatchObject([
      { actionKey: 'k', outcome: 'refused', facts: { refusal: 'already_shipped' } },
    ]);
  });
});
