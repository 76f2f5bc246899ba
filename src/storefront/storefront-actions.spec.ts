import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StorefrontApp } from '../../test/support/storefront-app';
import { ENGINES } from '../../test/support/test-database';
import { APPROVABLE_ACTIONS } from '../common';
import { schema } from '../storage';
import type { ActionResult } from '.';

const START = new Date('2026-06-15T12:00:00Z');
const REQUEST = expect.stringMatching(/^RQ-[2-9A-Z]{6}$/);
const TICKET = expect.stringMatching(/^T-[2-9A-Z]{6}$/);

describe.each(ENGINES)('Acting on %s', (engine) => {
  let shop: StorefrontApp;

  beforeAll(async () => {
    shop = await StorefrontApp.start(engine, START);
  });
  afterAll(() => shop.stop());

  describe('cancel_order', () => {
    it('cancels while processing, once', () =>
      shop.within(async (tx) => {
        expect(await shop.perform(tx, 'cancel_order', 'W1003')).toEqual({ outcome: 'ok', facts: {} });
        expect(await shop.order(tx, 'W1003')).toMatchObject({
          status: 'cancelled',
          cancelledAt: START.toISOString(),
        });
        expect(await shop.perform(tx, 'cancel_order', 'W1003')).toEqual({
          outcome: 'already_done',
          facts: {},
        });
      }));

    it.each([
      ['W1001', 'already_shipped'],
      ['W1002', 'delivered'],
      ['W1007', 'delivered'],
      ['W1008', 'delivered'],
    ])('refuses %s as %s', (number, refusal) =>
      shop.within(async (tx) => {
        expect(await shop.perform(tx, 'cancel_order', number)).toEqual({
          outcome: 'not_allowed',
          facts: { refusal },
        });
      }),
    );
  });

  describe('change_address', () => {
    const newAddress = 'Ana Costa\nAvenida Nova 3\n1050-115 Lisbon';

    it('changes it while processing', () =>
      shop.within(async (tx) => {
        expect(await shop.perform(tx, 'change_address', 'W1003', { newAddress })).toEqual({
          outcome: 'ok',
          facts: {},
        });
        expect(await shop.order(tx, 'W1003')).toMatchObject({ shippingAddress: newAddress });
        const sameAgain = { newAddress: ' ana costa, avenida nova 3, 1050-115 lisbon ' };
        expect(await shop.perform(tx, 'change_address', 'W1003', sameAgain)).toEqual({
          outcome: 'already_done',
          facts: {},
        });
      }));

    it.each([
      ['W1001', 'already_shipped'],
      ['W1002', 'delivered'],
      ['W1006', 'cancelled'],
    ])('refuses %s as %s', (number, refusal) =>
      shop.within(async (tx) => {
        const result = await shop.perform(tx, 'change_address', number, { newAddress });
        expect(result).toEqual({ outcome: 'not_allowed', facts: { refusal } });
      }),
    );
  });

  describe.each(['open_ticket', 'hand_off'] as const)('%s', (type) => {
    it('opens a ticket, one per conversation, subject and order', () =>
      shop.within(async (tx) => {
        const first = await shop.perform(tx, type, 'W1004');
        expect(first).toEqual({ outcome: 'ok', facts: { ticket: { number: TICKET } } });
        expect(await shop.perform(tx, type, 'W1004')).toEqual({
          outcome: 'already_done',
          facts: first.facts,
        });
        const others = [
          await shop.perform(tx, type, 'W1004', { subject: 'another_template' }),
          await shop.perform(tx, type, 'W1002'),
          await shop.perform(tx, type),
          await shop.perform(tx, type, 'W1004', { conversationId: 'conversation-2' }),
        ];
        expect(others.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
        expect(await shop.perform(tx, type)).toMatchObject({
          outcome: 'already_done',
          facts: others[2]?.facts,
        });
      }));

    it('opens another once the first is closed', () =>
      shop.within(async (tx) => {
        await shop.perform(tx, type, 'W1004');
        await tx.update(schema.tickets).set({ state: 'closed' });
        expect(await shop.perform(tx, type, 'W1004')).toMatchObject({ outcome: 'ok' });
      }));

    it("keeps the customer's words for the people who work on it", () =>
      shop.within(async (tx) => {
        await shop.perform(tx, type, 'W1004');
        expect(await tx.select().from(schema.tickets)).toMatchObject([
          {
            conversationId: 'conversation-1',
            orderId: 'order-w1004',
            subject: 'a_template',
            message: 'my own words',
            isUrgent: type === 'hand_off',
            state: 'open',
          },
        ]);
      }));
  });

  it('records every action with what it came to', () =>
    shop.within(async (tx) => {
      await shop.perform(tx, 'cancel_order', 'W1001', {
        idempotencyKey: 'turn-7',
        reason: 'changed my mind',
      });
      expect(await tx.select().from(schema.actions)).toEqual([
        {
          idempotencyKey: 'turn-7',
          conversationId: 'conversation-1',
          type: 'cancel_order',
          orderId: 'order-w1001',
          request: {
            orderLineId: 'order-w1001-1',
            reason: 'changed my mind',
            subject: 'a_template',
            message: 'my own words',
            urgent: false,
          },
          outcome: 'not_allowed',
          facts: { refusal: 'already_shipped' },
          createdAt: START,
          requestNumber: null,
          approvedAt: null,
          decision: null,
          decidedAt: null,
          decidedBy: null,
          decisionFacts: null,
        },
      ]);
    }));

  it('has no objection to what it would do, and does nothing when only asked', () =>
    shop.within(async (tx) => {
      expect(
        await shop.storefront.refusalOf(tx, await shop.request(tx, 'cancel_order', 'W1003')),
      ).toBeUndefined();
      expect(
        await shop.storefront.refusalOf(tx, await shop.request(tx, 'open_ticket', 'W1003')),
      ).toBeUndefined();
      expect(await shop.order(tx, 'W1003')).toMatchObject({ status: 'processing' });
      expect(await tx.$count(schema.actions)).toBe(0);
      expect(await tx.$count(schema.tickets)).toBe(0);
    }));

  describe('with a shop that has the last word', () => {
    beforeAll(() => {
      shop.options.actionsNeedApproval = APPROVABLE_ACTIONS;
    });

    afterAll(() => {
      shop.options.actionsNeedApproval = [];
    });

    it.each(['create_return', 'create_exchange'] as const)('only requests %s', (type) =>
      shop.within(async (tx) => {
        expect(await shop.perform(tx, type, 'W1002')).toMatchObject({
          outcome: 'requested',
          facts: { request: { number: REQUEST } },
        });
        expect((await shop.order(tx, 'W1002')).returns).toEqual([]);
        expect(await tx.select().from(schema.actions)).toMatchObject([{ type, outcome: 'requested' }]);
      }),
    );

    it.each(['cancel_order', 'change_address'] as const)('only requests %s', (type) =>
      shop.within(async (tx) => {
        const before = await shop.order(tx, 'W1003');
        expect(await shop.perform(tx, type, 'W1003', { newAddress: 'elsewhere' })).toEqual({
          outcome: 'requested',
          facts: { request: { number: REQUEST, requestedAt: START.toISOString() } },
        });
        expect(await shop.order(tx, 'W1003')).toEqual(before);
      }),
    );

    it('still refuses what its policy refuses, and opens tickets itself', () =>
      shop.within(async (tx) => {
        expect(await shop.perform(tx, 'cancel_order', 'W1001')).toMatchObject({ outcome: 'not_allowed' });
        expect(await shop.perform(tx, 'open_ticket', 'W1001')).toMatchObject({ outcome: 'ok' });
      }));
  });

  if (engine === 'PostgreSQL') {
    it('acts once when the same key comes twice at the same moment', async () => {
      const ask = (): Promise<ActionResult> =>
        shop.database.transaction((tx) =>
          shop.perform(tx, 'hand_off', undefined, { idempotencyKey: 'twice' }),
        );
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(first).toEqual(second);
      expect(first).toMatchObject({ outcome: 'ok' });
    });
  }
});
