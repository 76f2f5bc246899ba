import { aCustomer, aFulfillment, aLineItem, anOrder, aProduct, gid } from '.';
import { SpecSession } from './spec-session';

let session: SpecSession;

afterEach(() => session.admin.close());

const PAGE = `query ($query: String, $after: String, $first: Int, $sortKey: OrderSortKeys) {
  orders(first: $first, query: $query, after: $after, sortKey: $sortKey) {
    nodes { name } pageInfo { hasNextPage endCursor }
  }
}`;

interface OrdersAnswer {
  data: { orders: { nodes: { name: string }[] } };
}

function names(answer: OrdersAnswer): string[] {
  return answer.data.orders.nodes.map((order) => order.name);
}

describe('access', () => {
  it('refuses a wrong token with 401', async () => {
    session = await SpecSession.start();
    const answer = await session.post({ query: '{ shop { name } }' }, '2026-07', 'wrong');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    });
  });

  it('serves an outlived version by the oldest supported one, and has none that never was', async () => {
    session = await SpecSession.start();
    const old = await session.post({ query: '{ shop { currencyCode ianaTimezone } }' }, '2024-04');
    expect(old.headers.get('x-shopify-api-version')).toBe('2026-01');
    expect((await session.post({ query: '{ shop { name } }' }, '2026-05')).status).toBe(404);
    expect((await session.post({ query: '{ shop { name } }' }, '2031-01')).status).toBe(404);
  });

  it('denies what no scope allows, and hides orders older than 60 days', async () => {
    session = await SpecSession.start({ scopes: ['read_orders'] });
    session.admin.shop.orders.push(
      anOrder({ name: '#old', createdAt: '2026-02-01T00:00:00Z' }),
      anOrder({ name: '#new' }),
    );
    expect(names(await session.run(PAGE, { first: 5 }))).toEqual(['#new']);
    const denied = await session.run('{ customers(first: 1) { nodes { id } } }');
    expect(denied).toMatchObject({ data: null, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] });
    const cancel = await session.run(
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
    session = await SpecSession.start();
    session.admin.shop.orders.push(anOrder());
    const answer = await session.run(query);
    expect(answer.errors[0].message).toContain(message);
    expect(answer.errors[0].extensions.code).toBe('BAD_REQUEST');
    expect(answer.data).toBeNull();
  });

  it('walks by position, so that a row which changes meanwhile moves to the end', async () => {
    session = await SpecSession.start();
    const orders = [1, 2, 3].map((day) =>
      anOrder({ name: `#${day}`, createdAt: `2026-05-0${day}T00:00:00Z` }),
    );
    session.admin.shop.orders.push(...orders);
    const first = await session.run(PAGE, { first: 2, sortKey: 'UPDATED_AT' });
    expect(names(first)).toEqual(['#1', '#2']);
    orders[0]!.updatedAt = '2026-05-09T00:00:00Z';
    const after = first.data.orders.pageInfo.endCursor;
    expect(names(await session.run(PAGE, { first: 2, after, sortKey: 'UPDATED_AT' }))).toEqual(['#3', '#1']);
  });

  it('refuses a cursor of another sort key and one that it never gave', async () => {
    session = await SpecSession.start();
    session.admin.shop.orders.push(anOrder(), anOrder());
    const first = await session.run(PAGE, { first: 1, sortKey: 'UPDATED_AT' });
    for (const [after, sortKey] of [
      [first.data.orders.pageInfo.endCursor, 'ID'],
      ['made-up', 'UPDATED_AT'],
    ]) {
      const answer = await session.run(PAGE, { first: 1, after, sortKey });
      expect(answer.errors[0].message).toBe('Invalid cursor for current pagination sort.');
    }
  });
});

describe('search', () => {
  it('compares quoted times, and takes an unquoted one apart at its colons', async () => {
    session = await SpecSession.start();
    session.admin.shop.orders.push(
      anOrder({ name: '#before', createdAt: '2026-05-02T08:44:59Z' }),
      anOrder({ name: '#at', createdAt: '2026-05-02T08:45:00.900Z' }),
    );
    const quoted = await session.run(PAGE, { first: 5, query: "updated_at:>='2026-05-02T08:45:00Z'" });
    expect(names(quoted)).toEqual(['#at']);
    expect(quoted.extensions.search).toBeUndefined();
    const unquoted = await session.run(PAGE, { first: 5, query: 'updated_at:>=2026-05-02T08:45:00Z' });
    expect(names(unquoted)).toEqual(['#before', '#at']);
    expect(unquoted.extensions.search[0].warnings).toContainEqual({
      field: '45',
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    });
  });

  it('ignores a field that it does not know, with a warning', async () => {
    session = await SpecSession.start();
    session.admin.shop.customers.push(aCustomer());
    const answer = await session.run(
      '{ customers(first: 5, query: "created_at:>2030-01-01") { nodes { id } } }',
    );
    expect(answer.data.customers.nodes).toHaveLength(1);
    expect(answer.extensions.search[0]).toMatchObject({
      path: ['customers'],
      warnings: [{ field: 'created_at' }],
    });
  });

  it('knows AND, OR, NOT and brackets', async () => {
    session = await SpecSession.start();
    session.admin.shop.orders.push(
      anOrder({ name: '#1', tags: ['a'], financialStatus: 'PAID' }),
      anOrder({ name: '#2', tags: ['b'], financialStatus: 'PAID' }),
      anOrder({ name: '#3', tags: ['c'], financialStatus: 'PENDING' }),
    );
    const ask = async (query: string): Promise<string[]> =>
      names(await session.run(PAGE, { first: 5, query, sortKey: 'ID' }));
    expect(await ask('tag:a OR tag:b')).toEqual(['#1', '#2']);
    expect(await ask('financial_status:paid AND -tag:a')).toEqual(['#2']);
    expect(await ask('(tag:a OR tag:c) NOT financial_status:paid')).toEqual(['#3']);
    expect(await ask('name:1')).toEqual(['#1']);
  });
});

describe('cost', () => {
  it('refuses a query of more than 1,000 points before it runs', async () => {
    session = await SpecSession.start();
    const answer = await session.run(
      '{ orders(first: 50) { nodes { lineItems(first: 50) { nodes { id } } } } }',
    );
    // 2 + 50 × (1 + 2 + 50 × 1)
    expect(answer.errors[0].extensions).toMatchObject({
      code: 'MAX_COST_EXCEEDED',
      cost: 2652,
      maxCost: 1000,
    });
    expect(answer.data).toBeUndefined();
  });

  it('counts fragments, variables and the dearest type of an interface', async () => {
    session = await SpecSession.start();
    const order = anOrder();
    session.admin.shop.orders.push(order);
    const query = `query ($id: ID!, $lines: Int = 20) {
      node(id: $id) { ...Lines ... on Product { id } }
    }
    fragment Lines on Order { lineItems(first: $lines) { edges { node { id } } pageInfo { hasNextPage } } }`;
    const { extensions, data } = await session.run(query, { id: gid('Order', order.id) });
    // 1 + 2 + 20, and of two lines 1 + 2 + 2.
    expect(extensions.cost).toMatchObject({ requestedQueryCost: 23, actualQueryCost: 5 });
    expect(data.node.lineItems.edges).toHaveLength(2);
  });

  it('charges what was there, and throttles with 200 until the bucket has filled again', async () => {
    session = await SpecSession.start({ bucket: { maximumAvailable: 100, restoreRate: 10 } });
    session.admin.shop.orders.push(anOrder());
    const first = await session.run(PAGE, { first: 50 });
    expect(first.extensions.cost).toEqual({
      requestedQueryCost: 52,
      actualQueryCost: 3,
      throttleStatus: { maximumAvailable: 100, currentlyAvailable: 97, restoreRate: 10 },
    });
    session.admin.throttle.drain();
    session.pass(5100);
    const answer = await session.post({ query: PAGE, variables: { first: 50 } });
    expect(answer.status).toBe(200);
    const throttled = await answer.json();
    expect(throttled).toMatchObject({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: {
        cost: { requestedQueryCost: 52, actualQueryCost: null, throttleStatus: { currentlyAvailable: 51 } },
      },
    });
    session.pass(100);
    expect(names(await session.run(PAGE, { first: 50 }))).toHaveLength(1);
  });
});

describe('documents', () => {
  it('refuses unknown fields, arguments and values of variables', async () => {
    session = await SpecSession.start();
    const field = await session.run('{ shop { nothing } }');
    expect(field.errors[0]).toMatchObject({
      message: "Field 'nothing' doesn't exist on type 'Shop'",
      extensions: { code: 'undefinedField' },
    });
    const connection = await session.run(
      '{ order(id: "gid://shopify/Order/1") { fulfillments(first: 1) { nodes { id } } } }',
    );
    expect(connection.errors[0].extensions.code).toBe('undefinedField');
    const variable = await session.run(PAGE, { first: 'ten' });
    expect(variable.errors[0].extensions.code).toBe('INVALID_VARIABLE');
    expect((await session.run('{ shop {')).errors).toHaveLength(1);
  });
});

describe('rows', () => {
  it('gives an order whole: money in two currencies, lines, parcels, refunds', async () => {
    session = await SpecSession.start();
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
    session.admin.shop.orders.push(order);
    session.admin.shop.customers.push(customer);
    session.admin.shop.products.push(product);
    const { data, errors } = await session.run(
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
