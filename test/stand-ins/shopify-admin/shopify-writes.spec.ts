import { aFulfillment, anOrder, gid, internalError } from '.';
import { SpecSession } from './spec-session';

let session: SpecSession;

afterEach(() => session.admin.close());

const CANCEL = `mutation ($id: ID!) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) {
    job { id done } orderCancelUserErrors { field message code }
  }
}`;

describe('orderCancel', () => {
  it('begins a job, after which the order is cancelled and paid back', async () => {
    session = await SpecSession.start({ jobDelayMs: 3000 });
    const order = anOrder();
    session.admin.shop.orders.push(order);
    const { data } = await session.run(CANCEL, { id: gid('Order', order.id) });
    const { id, done } = data.orderCancel.job;
    expect(done).toBe(false);
    const state = `query ($job: ID!, $id: ID!) { job(id: $job) { done } order(id: $id) { cancelledAt displayFinancialStatus } }`;
    const before = await session.run(state, { job: id, id: gid('Order', order.id) });
    expect(before.data).toMatchObject({ job: { done: false }, order: { cancelledAt: null } });
    session.pass(3000);
    const after = await session.run(state, { job: id, id: gid('Order', order.id) });
    expect(after.data).toMatchObject({
      job: { done: true },
      order: { cancelledAt: '2026-05-10T12:00:03Z', displayFinancialStatus: 'REFUNDED' },
    });
    const again = await session.run(CANCEL, { id: gid('Order', order.id) });
    expect(again.data.orderCancel).toMatchObject({ job: null, orderCancelUserErrors: [{ code: 'INVALID' }] });
  });

  it('refuses a fulfilled order and one that is not there', async () => {
    session = await SpecSession.start();
    const order = anOrder();
    order.fulfillments.push(aFulfillment(order));
    session.admin.shop.orders.push(order);
    const fulfilled = await session.run(CANCEL, { id: gid('Order', order.id) });
    expect(fulfilled.data.orderCancel).toMatchObject({
      job: null,
      orderCancelUserErrors: [{ code: 'INVALID' }],
    });
    const missing = await session.run(CANCEL, { id: gid('Order', 1) });
    expect(missing.data.orderCancel.orderCancelUserErrors[0].code).toBe('NOT_FOUND');
  });
});

describe('orderUpdate and tagsAdd', () => {
  const UPDATE = `mutation ($input: OrderInput!) { orderUpdate(input: $input) { order { note tags } userErrors { field message } } }`;

  it('changes note and tags, and an address only until the order is sent', async () => {
    session = await SpecSession.start();
    const order = anOrder({ tags: ['vip'] });
    session.admin.shop.orders.push(order);
    const id = gid('Order', order.id);
    const noted = await session.run(UPDATE, { input: { id, note: 'Leave it at the door' } });
    expect(noted.data.orderUpdate.order).toEqual({ note: 'Leave it at the door', tags: ['vip'] });
    expect(order.updatedAt).toBe('2026-05-10T12:00:00.000Z');
    await session.run(
      `mutation ($id: ID!) { tagsAdd(id: $id, tags: ["VIP", "late"]) { userErrors { message } } }`,
      {
        id,
      },
    );
    expect(order.tags).toEqual(['vip', 'late']);
    const shippingAddress = { address1: '1 New Road', countryCode: 'GB' };
    await session.run(UPDATE, { input: { id, shippingAddress } });
    expect(order.shippingAddress).toMatchObject({ address1: '1 New Road', city: 'Bristol' });
    order.fulfillments.push(aFulfillment(order));
    const refused = await session.run(UPDATE, { input: { id, shippingAddress } });
    expect(refused.data.orderUpdate).toMatchObject({
      order: null,
      userErrors: [{ field: ['shippingAddress'] }],
    });
  });
});

describe('returns', () => {
  const REQUEST = `mutation ($input: ReturnRequestInput!) {
    returnRequest(input: $input) { return { id status name } userErrors { field message code } }
  }`;

  it('asks for what was fulfilled, once, and lets the shop approve or decline it', async () => {
    session = await SpecSession.start();
    const order = anOrder({ name: '#1001' });
    const parcel = aFulfillment(order);
    order.fulfillments.push(parcel);
    session.admin.shop.orders.push(order);
    const ask = (fulfillmentLineItemId: string, quantity = 1): ReturnType<SpecSession['run']> =>
      session.run(REQUEST, {
        input: {
          orderId: gid('Order', order.id),
          returnLineItems: [{ fulfillmentLineItemId, quantity, returnReason: 'UNWANTED' }],
        },
      });
    const line = gid('FulfillmentLineItem', parcel.lines[0]!.id);
    const notFulfilled = await ask(gid('LineItem', order.lineItems[0]!.id));
    expect(notFulfilled.data.returnRequest.userErrors[0]).toMatchObject({
      field: ['returnLineItems', '0', 'fulfillmentLineItemId'],
      code: 'NOT_FOUND',
    });
    expect((await ask(line, 2)).data.returnRequest.userErrors[0].code).toBe('INVALID');
    const asked = (await ask(line)).data.returnRequest.return;
    expect(asked).toMatchObject({ status: 'REQUESTED', name: '#1001-R1' });
    expect((await ask(line)).data.returnRequest.userErrors[0].code).toBe('INVALID');
    const decline = `mutation ($id: ID!) { returnDeclineRequest(input: { id: $id, declineReason: FINAL_SALE }) { return { status decline { reason } } userErrors { code } } }`;
    const declined = await session.run(decline, { id: asked.id });
    expect(declined.data.returnDeclineRequest.return).toEqual({
      status: 'DECLINED',
      decline: { reason: 'FINAL_SALE' },
    });
    expect((await session.run(decline, { id: asked.id })).data.returnDeclineRequest.userErrors).toEqual([
      { code: 'INVALID' },
    ]);
    const again = (await ask(line)).data.returnRequest.return;
    const approved = await session.run(
      `mutation ($id: ID!) { returnApproveRequest(input: { id: $id }) { return { status requestApprovedAt } userErrors { code } } }`,
      { id: again.id },
    );
    expect(approved.data.returnApproveRequest.return.status).toBe('OPEN');
    expect((await session.run(CANCEL, { id: gid('Order', order.id) })).data.orderCancel.job).toBeNull();
  });
});

describe('faults', () => {
  it('answers as told, says nothing, or works and loses the answer', async () => {
    session = await SpecSession.start();
    const order = anOrder();
    session.admin.shop.orders.push(order);
    session.admin.faults.add({ kind: 'answer', status: 502, body: '<html>Bad gateway</html>' });
    expect((await session.post({ query: '{ shop { name } }' })).status).toBe(502);
    session.admin.faults.add(internalError());
    expect((await session.run('{ shop { name } }')).errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    session.admin.faults.add({ kind: 'lost-answer' });
    const id = gid('Order', order.id);
    await expect(
      session.run(`mutation ($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { node { id } } }`, { id }),
    ).rejects.toThrow();
    expect(order.tags).toEqual(['x']);
    session.admin.faults.add({ kind: 'silence' });
    await expect(
      fetch(`${session.admin.url}/admin/api/2026-07/graphql.json`, {
        method: 'POST',
        signal: AbortSignal.timeout(100),
      }),
    ).rejects.toThrow();
    expect(session.admin.calls.map((call) => call.status)).toEqual([502, 200, null, null]);
  });
});
