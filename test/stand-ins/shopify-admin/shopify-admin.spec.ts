import {
  aCustomer,
  aFulfillment,
  aLineItem,
  anOrder,
  aProduct,
  gid,
  startShopifyAdmin,
  type ShopifyAdmin,
  type ShopifyAdminOptions,
} from '.';

let now = Date.parse('2026-05-10T12:00:00Z');
let admin: ShopifyAdmin;

async function start(options: ShopifyAdminOptions = {}): Promise<void> {
  now = Date.parse('2026-05-10T12:00:00Z');
  admin = await startShopifyAdmin({ clock: () => now, ...options });
}

afterEach(() => admin.close());

function post(body: unknown, version = '2026-07', token = admin.accessToken): Promise<Response> {
  return fetch(`${admin.url}/admin/api/${version}/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify(body),
  });
}

async function run(query: string, variables: Record<string, unknown> = {}): Promise<any> {
  return (await post({ query, variables })).json();
}

const PAGE = `query ($query: String, $after: String, $first: Int, $sortKey: OrderSortKeys) {
  orders(first: $first, query: $query, after: $after, sortKey: $sortKey) {
    nodes { name } pageInfo { hasNextPage endCursor }
  }
}`;

function names(answer: any): string[] {
  return answer.data.orders.nodes.map((order: { name: string }) => order.name);
}

describe('access', () => {
  it('refuses a wrong token with 401', async () => {
    await start();
    const answer = await post({ query: '{ shop { name } }' }, '2026-07', 'wrong');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    });
  });

  it('serves an outlived version by the oldest supported one, and has none that never was', async () => {
    await start();
    const old = await post({ query: '{ shop { currencyCode ianaTimezone } }' }, '2024-04');
    expect(old.headers.get('x-shopify-api-version')).toBe('2026-01');
    expect((await post({ query: '{ shop { name } }' }, '2026-05')).status).toBe(404);
    expect((await post({ query: '{ shop { name } }' }, '2031-01')).status).toBe(404);
  });

  it('denies what no scope allows, and hides orders older than 60 days', async () => {
    await start({ scopes: ['read_orders'] });
    admin.shop.orders.push(
      anOrder({ name: '#old', createdAt: '2026-02-01T00:00:00Z' }),
      anOrder({ name: '#new' }),
    );
    expect(names(await run(PAGE, { first: 5 }))).toEqual(['#new']);
    const denied = await run('{ customers(first: 1) { nodes { id } } }');
    expect(denied).toMatchObject({ data: null, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] });
    const cancel = await run(
      `mutation { orderCancel(orderId: "gid://shopify/Order/1", reason: OTHER, restock: true) { job { id } } }`,
    );
    expect(cancel.errors[0].message).toContain('`write_orders`');
  });
});

describe('pages', () => {
  it.each([
    ['none', '{ orders { nodes { id } } }', 'you must provide one of first or last'],
    [
      'both',
      '{ orders(first: 1, last: 1) { nodes { id } } }',
      'providing both first and last is not supported',
    ],
    ['more than 250', '{ orders(first: 251) { nodes { id } } }', 'first cannot exceed 250'],
    [
      'none inside',
      '{ orders(first: 1) { nodes { lineItems { nodes { id } } } } }',
      'you must provide one of first or last',
    ],
  ])('refuses a page size: %s', async (_, query, message) => {
    await start();
    admin.shop.orders.push(anOrder());
    const answer = await run(query);
    expect(answer.errors[0].message).toContain(message);
    expect(answer.errors[0].extensions.code).toBe('BAD_REQUEST');
    expect(answer.data).toBeNull();
  });

  it('walks by position, so that a row which changes meanwhile moves to the end', async () => {
    await start();
    const orders = [1, 2, 3].map((day) =>
      anOrder({ name: `#${day}`, createdAt: `2026-05-0${day}T00:00:00Z` }),
    );
    admin.shop.orders.push(...orders);
    const first = await run(PAGE, { first: 2, sortKey: 'UPDATED_AT' });
    expect(names(first)).toEqual(['#1', '#2']);
    orders[0]!.updatedAt = '2026-05-09T00:00:00Z';
    const after = first.data.orders.pageInfo.endCursor;
    expect(names(await run(PAGE, { first: 2, after, sortKey: 'UPDATED_AT' }))).toEqual(['#3', '#1']);
  });

  it('refuses a cursor of another sort key and one that it never gave', async () => {
    await start();
    admin.shop.orders.push(anOrder(), anOrder());
    const first = await run(PAGE, { first: 1, sortKey: 'UPDATED_AT' });
    for (const [after, sortKey] of [
      [first.data.orders.pageInfo.endCursor, 'ID'],
      ['made-up', 'UPDATED_AT'],
    ]) {
      const answer = await run(PAGE, { first: 1, after, sortKey });
      expect(answer.errors[0].message).toBe('Invalid cursor for current pagination sort.');
    }
  });
});

describe('search', () => {
  it('compares quoted times, and takes an unquoted one apart at its colons', async () => {
    await start();
    admin.shop.orders.push(
      anOrder({ name: '#before', createdAt: '2026-05-02T08:44:59Z' }),
      anOrder({ name: '#at', createdAt: '2026-05-02T08:45:00.900Z' }),
    );
    const quoted = await run(PAGE, { first: 5, query: "updated_at:>='2026-05-02T08:45:00Z'" });
    expect(names(quoted)).toEqual(['#at']);
    expect(quoted.extensions.search).toBeUndefined();
    const unquoted = await run(PAGE, { first: 5, query: 'updated_at:>=2026-05-02T08:45:00Z' });
    expect(names(unquoted)).toEqual(['#before', '#at']);
    expect(unquoted.extensions.search[0].warnings).toContainEqual({
      field: '45',
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    });
  });

  it('ignores a field that it does not know, with a warning', async () => {
    await start();
    admin.shop.customers.push(aCustomer());
    const answer = await run('{ customers(first: 5, query: "created_at:>2030-01-01") { nodes { id } } }');
    expect(answer.data.customers.nodes).toHaveLength(1);
    expect(answer.extensions.search[0]).toMatchObject({
      path: ['customers'],
      warnings: [{ field: 'created_at' }],
    });
  });

  it('knows AND, OR, NOT and brackets', async () => {
    await start();
    admin.shop.orders.push(
      anOrder({ name: '#1', tags: ['a'], financialStatus: 'PAID' }),
      anOrder({ name: '#2', tags: ['b'], financialStatus: 'PAID' }),
      anOrder({ name: '#3', tags: ['c'], financialStatus: 'PENDING' }),
    );
    const ask = async (query: string): Promise<string[]> =>
      names(await run(PAGE, { first: 5, query, sortKey: 'ID' }));
    expect(await ask('tag:a OR tag:b')).toEqual(['#1', '#2']);
    expect(await ask('financial_status:paid AND -tag:a')).toEqual(['#2']);
    expect(await ask('(tag:a OR tag:c) NOT financial_status:paid')).toEqual(['#3']);
    expect(await ask('name:1')).toEqual(['#1']);
  });
});

describe('cost', () => {
  it('refuses a query of more than 1,000 points before it runs', async () => {
    await start();
    const answer = await run('{ orders(first: 50) { nodes { lineItems(first: 50) { nodes { id } } } } }');
    // 2 + 50 × (1 + 2 + 50 × 1)
    expect(answer.errors[0].extensions).toMatchObject({
      code: 'MAX_COST_EXCEEDED',
      cost: 2652,
      maxCost: 1000,
    });
    expect(answer.data).toBeUndefined();
  });

  it('charges what was there, and throttles with 200 until the bucket has filled again', async () => {
    await start({ bucket: { maximumAvailable: 100, restoreRate: 10 } });
    admin.shop.orders.push(anOrder());
    const first = await run(PAGE, { first: 50 });
    expect(first.extensions.cost).toEqual({
      requestedQueryCost: 52,
      actualQueryCost: 3,
      throttleStatus: { maximumAvailable: 100, currentlyAvailable: 97, restoreRate: 10 },
    });
    admin.throttle.drain();
    now += 5100;
    const answer = await post({ query: PAGE, variables: { first: 50 } });
    expect(answer.status).toBe(200);
    const throttled = await answer.json();
    expect(throttled).toMatchObject({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: {
        cost: { requestedQueryCost: 52, actualQueryCost: null, throttleStatus: { currentlyAvailable: 51 } },
      },
    });
    now += 100;
    expect(names(await run(PAGE, { first: 50 }))).toHaveLength(1);
  });
});

describe('documents', () => {
  it('refuses unknown fields, arguments and values of variables', async () => {
    await start();
    const field = await run('{ shop { nothing } }');
    expect(field.errors[0]).toMatchObject({
      message: "Field 'nothing' doesn't exist on type 'Shop'",
      extensions: { code: 'undefinedField' },
    });
    const connection = await run(
      '{ order(id: "gid://shopify/Order/1") { fulfillments(first: 1) { nodes { id } } } }',
    );
    expect(connection.errors[0].extensions.code).toBe('undefinedField');
    const variable = await run(PAGE, { first: 'ten' });
    expect(variable.errors[0].extensions.code).toBe('INVALID_VARIABLE');
    expect((await run('{ shop {')).errors).toHaveLength(1);
  });
});

describe('rows', () => {
  it('gives an order whole: money in two currencies, lines, parcels, refunds', async () => {
    await start();
    const customer = aCustomer();
    const product = aProduct();
    const order = anOrder({
      customerId: customer.id,
      presentmentCurrencyCode: 'EUR',
      presentmentRate: 1.2,
      lineItems: [aLineItem({ quantity: 2, productId: product.id, variantId: product.variants[0]!.id })],
    });
    order.fulfillments.push(
      aFulfillment(order, { lines: [{ lineItemId: order.lineItems[0]!.id, quantity: 1 }] }),
    );
    admin.shop.orders.push(order);
    admin.shop.customers.push(customer);
    admin.shop.products.push(product);
    const { data, errors } = await run(
      `query ($id: ID!) { order(id: $id) {
        displayFulfillmentStatus updatedAt
        totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
        customer { defaultEmailAddress { emailAddress } }
        lineItems(first: 5) { nodes { unfulfilledQuantity variant { price inventoryItem { inventoryLevels(first: 5) { nodes { quantities(names: ["available"]) { quantity } location { name } } } } } } }
        fulfillments(first: 5) { trackingInfo { number } fulfillmentLineItems(first: 5) { edges { node { quantity lineItem { id } } } } }
        refunds { id } returns(first: 1) { nodes { id } }
      } }`,
      { id: gid('Order', order.id) },
    );
    expect(errors).toBeUndefined();
    expect(data.order).toMatchObject({
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      updatedAt: '2026-05-02T08:00:00Z',
      totalPriceSet: {
        shopMoney: { amount: '28.95', currencyCode: 'GBP' },
        presentmentMoney: { amount: '34.74', currencyCode: 'EUR' },
      },
      customer: { defaultEmailAddress: { emailAddress: 'ada@example.com' } },
      lineItems: {
        nodes: [
          {
            unfulfilledQuantity: 1,
            variant: {
              price: '12.50',
              inventoryItem: {
                inventoryLevels: {
                  nodes: [{ quantities: [{ quantity: 5 }], location: { name: 'Warehouse' } }],
                },
              },
            },
          },
        ],
      },
      fulfillments: [{ trackingInfo: [{ number: 'RM123456789GB' }] }],
    });
  });
});

const CANCEL = `mutation ($id: ID!) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) {
    job { id done } orderCancelUserErrors { field message code }
  }
}`;

describe('orderCancel', () => {
  it('begins a job, after which the order is cancelled and paid back', async () => {
    await start({ jobDelayMs: 3000 });
    const order = anOrder();
    admin.shop.orders.push(order);
    const { data } = await run(CANCEL, { id: gid('Order', order.id) });
    const { id, done } = data.orderCancel.job;
    expect(done).toBe(false);
    const state = `query ($job: ID!, $id: ID!) { job(id: $job) { done } order(id: $id) { cancelledAt displayFinancialStatus } }`;
    const before = await run(state, { job: id, id: gid('Order', order.id) });
    expect(before.data).toMatchObject({ job: { done: false }, order: { cancelledAt: null } });
    now += 3000;
    const after = await run(state, { job: id, id: gid('Order', order.id) });
    expect(after.data).toMatchObject({
      job: { done: true },
      order: { cancelledAt: '2026-05-10T12:00:03Z', displayFinancialStatus: 'REFUNDED' },
    });
    const again = await run(CANCEL, { id: gid('Order', order.id) });
    expect(again.data.orderCancel).toMatchObject({ job: null, orderCancelUserErrors: [{ code: 'INVALID' }] });
  });

  it('refuses a fulfilled order and one that is not there', async () => {
    await start();
    const order = anOrder();
    order.fulfillments.push(aFulfillment(order));
    admin.shop.orders.push(order);
    const fulfilled = await run(CANCEL, { id: gid('Order', order.id) });
    expect(fulfilled.data.orderCancel).toMatchObject({
      job: null,
      orderCancelUserErrors: [{ code: 'INVALID' }],
    });
    const missing = await run(CANCEL, { id: gid('Order', 1) });
    expect(missing.data.orderCancel.orderCancelUserErrors[0].code).toBe('NOT_FOUND');
  });
});

describe('orderUpdate and tagsAdd', () => {
  const UPDATE = `mutation ($input: OrderInput!) { orderUpdate(input: $input) { order { note tags } userErrors { field message } } }`;

  it('changes note and tags, and an address only until the order is sent', async () => {
    await start();
    const order = anOrder({ tags: ['vip'] });
    admin.shop.orders.push(order);
    const id = gid('Order', order.id);
    const noted = await run(UPDATE, { input: { id, note: 'Leave it at the door' } });
    expect(noted.data.orderUpdate.order).toEqual({ note: 'Leave it at the door', tags: ['vip'] });
    expect(order.updatedAt).toBe('2026-05-10T12:00:00.000Z');
    await run(`mutation ($id: ID!) { tagsAdd(id: $id, tags: ["VIP", "late"]) { userErrors { message } } }`, {
      id,
    });
    expect(order.tags).toEqual(['vip', 'late']);
    const shippingAddress = { address1: '1 New Road', countryCode: 'GB' };
    await run(UPDATE, { input: { id, shippingAddress } });
    expect(order.shippingAddress).toMatchObject({ address1: '1 New Road', city: 'Bristol' });
    order.fulfillments.push(aFulfillment(order));
    const refused = await run(UPDATE, { input: { id, shippingAddress } });
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
    await start();
    const order = anOrder({ name: '#1001' });
    const parcel = aFulfillment(order);
    order.fulfillments.push(parcel);
    admin.shop.orders.push(order);
    const ask = (fulfillmentLineItemId: string, quantity = 1): Promise<any> =>
      run(REQUEST, {
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
    const declined = await run(decline, { id: asked.id });
    expect(declined.data.returnDeclineRequest.return).toEqual({
      status: 'DECLINED',
      decline: { reason: 'FINAL_SALE' },
    });
    expect((await run(decline, { id: asked.id })).data.returnDeclineRequest.userErrors).toEqual([
      { code: 'INVALID' },
    ]);
    const again = (await ask(line)).data.returnRequest.return;
    const approved = await run(
      `mutation ($id: ID!) { returnApproveRequest(input: { id: $id }) { return { status requestApprovedAt } userErrors { code } } }`,
      { id: again.id },
    );
    expect(approved.data.returnApproveRequest.return.status).toBe('OPEN');
    expect((await run(CANCEL, { id: gid('Order', order.id) })).data.orderCancel.job).toBeNull();
  });
});

describe('faults', () => {
  it('answers as told, says nothing, or works and loses the answer', async () => {
    await start();
    const order = anOrder();
    admin.shop.orders.push(order);
    admin.faults.add({ kind: 'answer', status: 502, body: '<html>Bad gateway</html>' });
    expect((await post({ query: '{ shop { name } }' })).status).toBe(502);
    admin.faults.add({ kind: 'lost-answer' });
    const id = gid('Order', order.id);
    await expect(
      run(`mutation ($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { node { id } } }`, { id }),
    ).rejects.toThrow();
    expect(order.tags).toEqual(['x']);
    admin.faults.add({ kind: 'silence' });
    await expect(
      fetch(`${admin.url}/admin/api/2026-07/graphql.json`, {
        method: 'POST',
        signal: AbortSignal.timeout(100),
      }),
    ).rejects.toThrow();
    expect(admin.calls.map((call) => call.status)).toEqual([502, null, null]);
  });
});
