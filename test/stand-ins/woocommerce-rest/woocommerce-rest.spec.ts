import {
  aCustomer,
  anOrder,
  aProduct,
  aVariation,
  badGateway,
  startWooCommerce,
  tooManyRequests,
  type WooCommerce,
  type WooCommerceOptions,
} from '.';

let now = 0;
let woo: WooCommerce;

interface Received {
  status: number;
  headers: Headers;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- what a test reads of an answer is its claim
}

async function start(options: WooCommerceOptions = {}): Promise<void> {
  now = Date.parse('2026-05-10T12:00:00Z');
  woo = await startWooCommerce({ clock: () => now, ...options });
}

afterEach(() => woo.close());

async function send(
  path: string,
  {
    method = 'GET',
    body,
    login = 'ck_stand-in:cs_stand-in',
  }: { method?: string; body?: unknown; login?: string } = {},
): Promise<Received> {
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  const answer = await fetch(`${woo.url}/wp-json/wc/v3${path}`, {
    method,
    headers: { ...(login && { authorization }), 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function ids(path: string): Promise<number[]> {
  const rows = (await send(path)).body as { id: number }[];
  return rows.map((row) => row.id);
}

describe('access', () => {
  it('refuses nobody, an unknown key and a wrong secret, each in its own words', async () => {
    await start();
    for (const login of ['', 'ck_other:cs_other']) {
      expect(await send('/orders', { login })).toMatchObject({
        status: 401,
        body: {
          code: 'woocommerce_rest_cannot_view',
          message: 'Sorry, you cannot list resources.',
          data: { status: 401 },
        },
      });
    }
    expect((await send('/orders', { login: 'ck_stand-in:wrong' })).body).toEqual({
      code: 'woocommerce_rest_authentication_error',
      message: 'Consumer secret is invalid.',
      data: { status: 401 },
    });
  });

  it('lets a key that reads change nothing', async () => {
    await start({ keys: [{ consumerKey: 'ck_r', consumerSecret: 'cs_r', permissions: 'read' }] });
    const order = anOrder();
    woo.site.orders.push(order);
    expect((await send(`/orders/${order.id}`, { login: 'ck_r:cs_r' })).status).toBe(200);
    const change = await send(`/orders/${order.id}`, {
      method: 'PUT',
      body: { status: 'cancelled' },
      login: 'ck_r:cs_r',
    });
    expect(change).toMatchObject({ status: 401, body: { code: 'woocommerce_rest_authentication_error' } });
    expect(order.status).toBe('processing');
  });
});

describe('parameters', () => {
  it.each([
    ['per_page=101', 'per_page', 'per_page must be between 1 (inclusive) and 100 (inclusive)'],
    ['per_page=0', 'per_page', 'per_page must be between 1 (inclusive) and 100 (inclusive)'],
    ['page=0', 'page', 'page must be greater than or equal to 1'],
    ['orderby=updated', 'orderby', 'orderby is not one of date, id, include, title, slug, and modified.'],
    ['order=up', 'order', 'order is not one of asc and desc.'],
    ['modified_after=yesterday', 'modified_after', 'Invalid date.'],
    ['modified_after=2026-05-02', 'modified_after', 'Invalid date.'],
    // A plus that isn't encoded is a space.
    ['modified_after=2026-05-02T08:00:00+02:00', 'modified_after', 'Invalid date.'],
  ])('refuses orders?%s', async (query, parameter, message) => {
    await start();
    expect(await send(`/orders?${query}`)).toMatchObject({
      status: 400,
      body: {
        code: 'rest_invalid_param',
        message: `Invalid parameter(s): ${parameter}`,
        data: { status: 400, params: { [parameter]: message } },
      },
    });
  });

  it('refuses a status that is none, and ignores a parameter that is none', async () => {
    await start();
    woo.site.customers.push(aCustomer());
    expect((await send('/orders?status=sent')).status).toBe(400);
    expect((await send('/customers?orderby=modified')).status).toBe(400);
    expect(await ids('/customers?modified_after=2030-01-01T00:00:00')).toHaveLength(1);
  });
});

describe('lists', () => {
  it('counts rows and pages, and links the pages beside it', async () => {
    await start();
    woo.site.orders.push(...Array.from({ length: 5 }, () => anOrder()));
    const second = await send('/orders?per_page=2&page=2');
    expect(second.headers.get('x-wp-total')).toBe('5');
    expect(second.headers.get('x-wp-totalpages')).toBe('3');
    expect(second.headers.get('link')).toBe(
      `<${woo.url}/wp-json/wc/v3/orders?per_page=2&page=1>; rel="prev", ` +
        `<${woo.url}/wp-json/wc/v3/orders?per_page=2&page=3>; rel="next"`,
    );
    const beyond = await send('/orders?per_page=2&page=9');
    expect(beyond).toMatchObject({ status: 200, body: [] });
    expect(beyond.headers.get('link')).toContain('page=3>; rel="prev"');
  });

  it('shifts when a row changes between two pages', async () => {
    await start();
    const orders = [1, 2, 3, 4].map((day) => anOrder({ date_created_gmt: `2026-05-0${day}T00:00:00` }));
    woo.site.orders.push(...orders);
    const [a, b, c, d] = orders.map((order) => order.id);
    const list = '/orders?per_page=2&orderby=modified&order=asc';
    expect(await ids(list)).toEqual([a, b]);
    await send(`/orders/${a}`, { method: 'PUT', body: { customer_note: 'Ring twice' } });
    // c has slipped into the first page: nobody who walks by page sees it.
    expect(await ids(`${list}&page=2`)).toEqual([d, a]);
    expect(await ids(list)).toEqual([b, c]);
  });

  it('compares on the site’s clock, or in GMT if the time has no zone', async () => {
    await start({ timeZone: 'Europe/Berlin' });
    const order = anOrder({ date_created_gmt: '2026-05-02T08:00:00' });
    woo.site.orders.push(order);
    const { body } = await send(`/orders/${order.id}`);
    expect(body).toMatchObject({
      date_modified: '2026-05-02T10:00:00',
      date_modified_gmt: '2026-05-02T08:00:00',
    });
    const found = async (query: string): Promise<boolean> => (await ids(`/orders?${query}`)).length === 1;
    expect(await found('modified_after=2026-05-02T09:59:59')).toBe(true);
    expect(await found('modified_after=2026-05-02T10:00:00')).toBe(false);
    expect(await found('modified_after=2026-05-02T07:59:59Z')).toBe(true);
    expect(await found('modified_after=2026-05-02T07:59:59&dates_are_gmt=true')).toBe(true);
    // The Z puts it on the site's clock, and GMT is compared with that.
    expect(await found('modified_after=2026-05-02T07:59:59Z&dates_are_gmt=true')).toBe(false);
    expect(await found('modified_before=2026-05-02T08:00:01&dates_are_gmt=1')).toBe(true);
  });

  it('leaves the fields that were asked for, and refuses loudly what it can’t do', async () => {
    await start();
    const order = anOrder();
    woo.site.orders.push(order);
    expect((await send('/orders?_fields=id,status')).body).toEqual([{ id: order.id, status: 'processing' }]);
    expect(await send('/orders?search=ada')).toMatchObject({
      status: 501,
      body: { code: 'not_in_stand_in' },
    });
  });

  it('has of a product’s variations the ids, and them at an address of their own', async () => {
    await start();
    const product = aProduct({ type: 'variable', variations: [aVariation({ price: '9.00' })] });
    woo.site.products.push(product, aProduct({ status: 'draft' }));
    expect(await ids('/products?status=publish')).toEqual([product.id]);
    expect((await send(`/products/${product.id}`)).body.variations).toEqual([product.variations[0]!.id]);
    expect((await send(`/products/${product.id}/variations`)).body).toMatchObject([
      { price: '9.00', stock_quantity: 5 },
    ]);
  });
});

describe('orders', () => {
  it('answers 404 to a read and 400 to a change of what is not there', async () => {
    await start();
    expect(await send('/orders/1')).toMatchObject({
      status: 404,
      body: { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.' },
    });
    expect((await send('/orders/1', { method: 'PUT', body: {} })).status).toBe(400);
    expect((await send('/orders/one')).body.code).toBe('rest_no_route');
  });

  it('changes status, address and meta data, and refuses what is no status and no JSON', async () => {
    await start();
    const order = anOrder({ meta_data: [{ id: 1, key: 'colour', value: 'blue' }] });
    woo.site.orders.push(order);
    const path = `/orders/${order.id}`;
    const body = {
      status: 'cancelled',
      shipping: { city: 'Kiel' },
      meta_data: [{ key: 'colour', value: 'red' }],
    };
    expect((await send(path, { method: 'PUT', body })).body).toMatchObject({
      status: 'cancelled',
      shipping: { city: 'Kiel', postcode: '20359' },
      meta_data: [{ id: 1, key: 'colour', value: 'red' }],
      date_modified_gmt: '2026-05-10T12:00:00',
      total: '17.40',
    });
    expect((await send(path, { method: 'PUT', body: { status: 'sent' } })).body.data.params.status).toContain(
      'is not one of',
    );
    expect((await send(path, { method: 'PUT', body: '{' })).body.code).toBe('rest_invalid_json');
    expect((await send(path, { method: 'PUT', body: { line_items: [] } })).status).toBe(501);
  });

  it('takes notes, which do not modify the order', async () => {
    await start();
    const order = anOrder();
    woo.site.orders.push(order);
    const path = `/orders/${order.id}/notes`;
    const made = await send(path, {
      method: 'POST',
      body: { note: 'Asked for a refund', customer_note: false },
    });
    expect(made).toMatchObject({ status: 201, body: { note: 'Asked for a refund', customer_note: false } });
    expect(order.date_modified_gmt).toBe(order.date_created_gmt);
    expect((await send(path)).body).toHaveLength(1);
    expect((await send(`${path}?type=customer`)).body).toHaveLength(0);
    expect((await send(path, { method: 'POST', body: {} })).body.code).toBe('rest_missing_callback_param');
  });

  it('pays back what is left at most, through gateways that can', async () => {
    await start();
    const order = anOrder();
    woo.site.orders.push(order);
    const refund = (body: unknown): Promise<Received> =>
      send(`/orders/${order.id}/refunds`, { method: 'POST', body });
    expect(await refund({ amount: '5.00' })).toMatchObject({
      status: 500,
      body: { code: 'woocommerce_rest_cannot_create_order_refund', data: 500 },
    });
    expect((await refund({ amount: '17.41', api_refund: false })).body.message).toBe(
      'Invalid refund amount.',
    );
    expect((await refund({ amount: '5.00', api_refund: false })).status).toBe(201);
    expect((await send(`/orders/${order.id}`)).body).toMatchObject({
      status: 'processing',
      refunds: [{ total: '-5.00' }],
    });
    expect((await refund({ amount: '12.40', api_refund: false })).status).toBe(201);
    expect(order.status).toBe('refunded');
    expect(await ids(`/orders/${order.id}/refunds`)).toHaveLength(2);
    const missing = await send('/orders/1/refunds', { method: 'POST', body: { amount: '1.00' } });
    expect(missing).toMatchObject({
      status: 500,
      body: { code: 'woocommerce_rest_invalid_order_id', data: 404 },
    });
  });
});

describe('what stands in front', () => {
  it('limits calls and answers pages of its own', async () => {
    await start();
    woo.faults.add(tooManyRequests(3));
    woo.faults.add(badGateway());
    const limited = await fetch(`${woo.url}/wp-json/wc/v3/orders`);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('3');
    const broken = await fetch(`${woo.url}/wp-json/wc/v3/orders`);
    expect(await broken.text()).toContain('<html>');
    expect(woo.calls.map((call) => call.status)).toEqual([429, 502]);
  });
});
