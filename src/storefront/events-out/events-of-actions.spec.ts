import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { EventsOutApp } from '../../../test/support/events-out-app';
import { ENGINES } from '../../../test/support/test-database';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';
import { APPROVABLE_ACTIONS, type ActionType } from '../../common';
import type { Transaction } from '../../storage';
import { StagePort } from '../stage.port';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { StorefrontPort } from '../storefront.port';
import type { ActionRequest, ActionResult } from '../storefront.types';
import { EventsOut } from './events-out.port';

describe.each(ENGINES)(`${EventsOut.name} of actions, on %s`, (engine) => {
  let shop: EventsOutApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    shop = await EventsOutApp.start(engine);
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await shop.clear();
    receiver.forget();
  });
  afterAll(async () => {
    await shop.stop();
    await receiver.stop();
  });

  const perform = async (
    tx: Transaction,
    type: ActionType,
    number: string | undefined,
    more: Partial<ActionRequest> = {},
  ): Promise<ActionResult> => {
    const storefront = shop.app.get(StorefrontPort);
    const order = number === undefined ? undefined : ((await storefront.findOrder(tx, number)) ?? undefined);
    return storefront.perform(tx, {
      type,
      conversationId: 'c1',
      idempotencyKey: `${type} ${number}`,
      order,
      orderLine: order?.lines[0],
      subject: 'a_template',
      message: 'my own words',
      urgent: false,
      ...more,
    });
  };
  const performed = (
    ...action: [ActionType, string | undefined, Partial<ActionRequest>?]
  ): Promise<ActionResult> => shop.database.transaction((tx) => perform(tx, ...action));
  const sent = async (): Promise<{ type: string; data: Record<string, unknown> }[]> => {
    await shop.worker.deliverDue();
    return receiver.applied.map(({ body: { type, data } }) => ({ type, data }));
  };
  const eventCount = async (tx: Transaction): Promise<unknown> =>
    (await tx.execute(sql`select count(*)::int as count from outgoing_events`)).rows[0]?.['count'];

  it('tell of a return once, however often its key comes', async () => {
    await shop.subscribe(receiver.url);
    const { facts } = await performed('create_return', 'W1002', { reason: 'too loud' });
    await performed('create_return', 'W1002', { reason: 'too loud' });
    await performed('create_return', 'W1002', { idempotencyKey: 'another', reason: 'too loud' });
    expect(await sent()).toEqual([
      {
        type: 'return.requested',
        data: {
          conversationId: 'c1',
          order: { id: expect.any(String), number: 'W1002' },
          actionKey: 'create_return W1002',
          requestNumber: null,
          outcome: 'ok',
          kind: 'return',
          returnNumber: facts.return?.number,
          item: { id: expect.any(String), sku: 'SKU-10442', name: expect.any(String), quantity: 1 },
          reason: 'too loud',
          wantedItem: null,
        },
      },
    ]);
  });

  it('tell of tickets, hand-offs, cancellations and addresses', async () => {
    await shop.subscribe(receiver.url);
    const ticket = await performed('open_ticket', undefined);
    await performed('hand_off', undefined, { subject: 'person' });
    const order = await processingOrder();
    await performed('change_address', order, { newAddress: ' 1 New Street ' });
    await performed('cancel_order', order);
    const events = await sent();
    expect(events.map(({ type }) => type).sort()).toEqual([
      'conversation.handed_off',
      'order.address_changed',
      'order.cancelled',
      'ticket.opened',
      'ticket.opened',
    ]);
    const dataOf = (type: string): unknown => events.find((event) => event.type === type)?.data;
    expect(dataOf('order.address_changed')).toMatchObject({
      order: { number: order },
      newAddress: '1 New Street',
    });
    expect(dataOf('conversation.handed_off')).toMatchObject({ ticket: { isUrgent: true } });
    expect(dataOf('ticket.opened')).toMatchObject({
      order: null,
      ticket: { number: ticket.facts.ticket?.number, message: 'my own words' },
    });
  });

  it('tell what the shop has to decide on, and never that it was done', async () => {
    await shop.subscribe(receiver.url);
    const options = shop.app.get<StorefrontOptions>(STOREFRONT_OPTIONS);
    options.actionsNeedApproval = APPROVABLE_ACTIONS;
    const order = await processingOrder();
    await performed('cancel_order', order, { idempotencyKey: 'asked' }).finally(
      () => (options.actionsNeedApproval = []),
    );
    expect((await sent()).map(({ type }) => type)).toEqual(['order.cancellation_requested']);
  });

  it('tell nothing of what is refused or rolled back', async () => {
    await shop.subscribe(receiver.url);
    expect(await performed('cancel_order', 'W1001')).toMatchObject({ outcome: 'not_allowed' });
    const rolledBack = shop.database.transaction(async (tx) => {
      expect(
        await perform(tx, 'open_ticket', undefined, { idempotencyKey: 'undone', subject: 'x' }),
      ).toMatchObject({
        outcome: 'ok',
      });
      expect(await eventCount(tx)).toBe(1);
      tx.rollback();
    });
    await expect(rolledBack).rejects.toThrow();
    expect(await sent()).toEqual([]);
  });

  it('tell nobody what happens on a stage', async () => {
    await shop.subscribe(receiver.url);
    for (const stage of ['demo', 'demo_customers'] as const) {
      const rolledBack = shop.database.transaction(async (tx) => {
        await shop.app.get(StagePort).set(tx, stage);
        const result = await perform(tx, 'create_return', 'W1002', { idempotencyKey: 'on stage' });
        expect(result.outcome).toBe('ok');
        expect(await eventCount(tx)).toBe(0);
        tx.rollback();
      });
      await expect(rolledBack).rejects.toThrow('Rollback');
    }
  });

  /** One that can still be changed. */
  async function processingOrder(): Promise<string> {
    const orders = await shop.database.transaction((tx) => shop.app.get(StorefrontPort).latestOrders(tx, 50));
    const order = orders.find(({ status }) => status === 'processing');
    if (!order) throw new Error('no order is processing');
    return order.number;
  }
});
