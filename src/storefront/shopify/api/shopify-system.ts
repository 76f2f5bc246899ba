import { setTimeout as delay } from 'node:timers/promises';
import { noteOf, referenceOf } from '../../pushes/push-note';
import type { PushAnswer, ShopPush, ShopSystem } from '../../pushes/shop-system';
import { ShopApiError } from '../../shop-api/shop-api.errors';
import { legacyId } from './shopify-payloads';
import {
  ADD_TAG,
  CANCEL_ORDER,
  JOB,
  PUSHED_ORDER,
  REQUEST_RETURN,
  RETURNABLE,
  SET_NOTE,
} from './shopify-mutations';
import { ShopifyClient } from './shopify.client';

const JOB_LOOKS = 20;
const JOB_PAUSE_MS = 500;
/** By which staff find the orders that wait for them. */
const ADDRESS_TAG = 'address-change-requested';
const LONGEST_NOTE_OF_RETURN = 300;

export interface ShopifyCancelOptions {
  /** Pay back to where it was paid from. */
  cancelRefunds: boolean;
  cancelRestocks: boolean;
}

interface PushedOrder {
  id: string;
  cancelledAt: string | null;
  note: string | null;
  tags: string[];
  displayFulfillmentStatus: string;
  returns: { nodes: { status: string; returnLineItems: { nodes: { customerNote: string | null }[] } }[] };
}

interface Returnable {
  returnableFulfillments: {
    nodes: {
      returnableFulfillmentLineItems: {
        nodes: { quantity: number; fulfillmentLineItem: { id: string; lineItem: { id: string } } }[];
      };
    }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

interface UserError {
  message: string;
  code?: string | null;
}

/** Tells a Shopify shop what was agreed on with its customers. It looks first, so that nothing is told twice. */
export class ShopifySystem implements ShopSystem {
  readonly source = 'shopify';

  constructor(
    private readonly client: ShopifyClient,
    private readonly options: ShopifyCancelOptions,
  ) {}

  /** @throws ShopApiError for what may pass, and for a token that lacks a scope */
  async push(push: ShopPush): Promise<PushAnswer> {
    const order = await this.find(push.orderExternalId);
    if (!order) return { state: 'refused', reason: 'order_not_found' };
    switch (push.kind) {
      case 'cancel_order':
        return this.cancel(order, push);
      case 'change_address':
        return this.requestAddress(order, push);
      case 'create_return':
      case 'create_exchange':
        return this.requestReturn(order, push);
    }
  }

  private async find(externalId: string): Promise<PushedOrder | null> {
    if (!/^\d+$/.test(externalId)) return null;
    const id = `gid://shopify/Order/${externalId}`;
    const { order } = await this.client.ask<{ order: PushedOrder | null }>(PUSHED_ORDER, { id });
    return order;
  }

  /** Shopify cancels in a job of its own; it is done when the order says so. */
  private async cancel(order: PushedOrder, push: ShopPush): Promise<PushAnswer> {
    if (order.cancelledAt) return { state: 'done' };
    const { orderCancel } = await this.client.tell<{
      orderCancel: { job: { id: string; done: boolean } | null; orderCancelUserErrors: UserError[] };
    }>(CANCEL_ORDER, {
      orderId: order.id,
      restock: this.options.cancelRestocks,
      refundMethod: { originalPaymentMethodsRefund: this.options.cancelRefunds },
      staffNote: noteOf(push),
    });
    const refusal = refusalIn(orderCancel.orderCancelUserErrors);
    // Refused, it may be because an earlier push that nobody heard the answer of has done it.
    if (!refusal && orderCancel.job) await this.waitFor(orderCancel.job);
    const after = await this.find(legacyId(order.id));
    if (after?.cancelledAt) return { state: 'done' };
    return refusal ?? { state: 'refused', reason: 'not_cancelled' };
  }

  private async waitFor(job: { id: string; done: boolean }): Promise<void> {
    let isDone = job.done;
    for (let looks = 0; !isDone && looks < JOB_LOOKS; looks += 1) {
      await delay(JOB_PAUSE_MS);
      const answer = await this.client.ask<{ job: { done: boolean } | null }>(JOB, { id: job.id });
      isDone = answer.job?.done ?? true;
    }
    // The push is tried again, and then finds the order cancelled.
    if (!isDone) throw new ShopApiError('SHOP_API_BUSY', 'Shopify', 200, 'JOB_PENDING');
  }

  /** What a customer wrote cannot be told into the fields of an address with certainty: staff do that. */
  private async requestAddress(order: PushedOrder, push: ShopPush): Promise<PushAnswer> {
    if (order.cancelledAt) return { state: 'refused', reason: 'order_cancelled' };
    if (order.displayFulfillmentStatus === 'FULFILLED')
      return { state: 'refused', reason: 'order_fulfilled' };
    if (!order.note?.includes(referenceOf(push))) {
      const note = [order.note, noteOf(push)].filter(Boolean).join('\n\n');
      const { orderUpdate } = await this.client.tell<{ orderUpdate: { userErrors: UserError[] } }>(SET_NOTE, {
        input: { id: order.id, note },
      });
      const refusal = refusalIn(orderUpdate.userErrors);
      if (refusal) return refusal;
    }
    // Adding a tag that is there changes nothing.
    await this.client.tell(ADD_TAG, { id: order.id, tags: [ADDRESS_TAG] });
    return { state: 'requested' };
  }

  private async requestReturn(order: PushedOrder, push: ShopPush): Promise<PushAnswer> {
    const reference = referenceOf(push);
    const isThere = order.returns.nodes.some(({ returnLineItems }) =>
      returnLineItems.nodes.some(({ customerNote }) => customerNote?.includes(reference)),
    );
    if (isThere) return { state: 'requested' };
    const items = push.line ? await this.returnable(order.id, push.line) : [];
    if (items.length === 0) return { state: 'refused', reason: 'nothing_to_return' };
    const customerNote = `${reference} ${returnNote(push)}`.trim().slice(0, LONGEST_NOTE_OF_RETURN);
    const returnLineItems = items.map((item) => ({ ...item, returnReason: 'OTHER', customerNote }));
    const { returnRequest } = await this.client.tell<{ returnRequest: { userErrors: UserError[] } }>(
      REQUEST_RETURN,
      { input: { orderId: order.id, returnLineItems } },
    );
    return refusalIn(returnRequest.userErrors) ?? { state: 'requested' };
  }

  /** Of which fulfilments so many of the line can come back. */
  private async returnable(
    orderId: string,
    line: NonNullable<ShopPush['line']>,
  ): Promise<{ fulfillmentLineItemId: string; quantity: number }[]> {
    const items: { fulfillmentLineItemId: string; quantity: number }[] = [];
    let left = line.quantity;
    let after: string | null = null;
    for (;;) {
      const { returnableFulfillments }: Returnable = await this.client.ask(RETURNABLE, { orderId, after });
      const found = returnableFulfillments.nodes.flatMap((one) => one.returnableFulfillmentLineItems.nodes);
      for (const { quantity, fulfillmentLineItem } of found) {
        if (left === 0 || legacyId(fulfillmentLineItem.lineItem.id) !== line.externalId) continue;
        const taken = Math.min(left, quantity);
        items.push({ fulfillmentLineItemId: fulfillmentLineItem.id, quantity: taken });
        left -= taken;
      }
      if (!returnableFulfillments.pageInfo.hasNextPage) return items;
      after = returnableFulfillments.pageInfo.endCursor;
    }
  }
}

function returnNote({ returnNumber, reason, wantedItem }: ShopPush): string {
  return [returnNumber, reason, wantedItem && `Wanted instead: ${wantedItem}`].filter(Boolean).join(' · ');
}

function refusalIn(errors: readonly UserError[]): PushAnswer | undefined {
  const [error] = errors;
  return error && { state: 'refused', reason: (error.code ?? error.message).slice(0, 200) };
}
