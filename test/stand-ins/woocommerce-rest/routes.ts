import type { Answer, RecordedCall } from '../loopback';
import { notAllowed, type ApiKey } from './access';
import { listAnswer, sorted, withinDates } from './list-answer';
import { readListParameters, type ListRules } from './list-parameters';
import { addNote, addRefund, ORDER_STATUSES, updateOrder } from './order-writes';
import { json, RestError } from './rest-error';
import type { OrderRow } from './rows';
import type { Site } from './site';
import { customerView, noteView, orderView, productView, refundView, variationView } from './views';

export interface RoutedCall {
  call: RecordedCall;
  origin: string;
  site: Site;
  /** Null: nobody. */
  key: ApiKey | null;
}

const BY_POST = ['date', 'id', 'include', 'title', 'slug', 'modified'];
const ORDERS: ListRules = {
  orderby: BY_POST,
  defaultOrderby: 'date',
  defaultOrder: 'desc',
  statuses: ['any', 'trash', ...ORDER_STATUSES],
};
const PRODUCTS: ListRules = {
  ...ORDERS,
  orderby: [...BY_POST, 'price', 'popularity', 'rating', 'menu_order'],
  statuses: ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'],
};
/** They can't be asked for by when they were modified, nor sorted by it. */
const CUSTOMERS: ListRules = {
  orderby: ['id', 'include', 'name', 'registered_date'],
  defaultOrderby: 'name',
  defaultOrder: 'asc',
  statuses: [],
};

export function route(routed: RoutedCall): Answer {
  const path = /^\/wp-json\/wc\/v3(\/.*?)\/?$/.exec(routed.call.path)?.[1] ?? '';
  const method = routed.call.method === 'HEAD' ? 'GET' : routed.call.method;
  const isEdit = method === 'PUT' || method === 'PATCH' || method === 'POST';
  const [, resource, id, part, ...rest] = path.split('/');
  const number = id !== undefined && /^\d+$/.test(id) ? Number(id) : null;
  if (rest.length === 0 && (id === undefined || number !== null)) {
    const shape = [resource, number === null ? '' : ':id', part ?? ''].filter(Boolean).join('/');
    const wanted = number ?? 0;
    if (method === 'GET') {
      if (shape === 'orders') return listOrders(routed);
      if (shape === 'orders/:id') return oneOrder(routed, wanted);
      if (shape === 'orders/:id/notes') return listNotes(routed, wanted);
      if (shape === 'orders/:id/refunds') return listRefunds(routed, wanted);
      if (shape === 'products') return listProducts(routed);
      if (shape === 'products/:id') return oneProduct(routed, wanted);
      if (shape === 'products/:id/variations') return listVariations(routed, wanted);
      if (shape === 'customers') return listCustomers(routed);
      if (shape === 'customers/:id') return oneCustomer(routed, wanted);
      if (shape === 'system_status') return systemStatus(routed);
    }
    if (isEdit && shape === 'orders/:id') return editOrder(routed, wanted);
    if (method === 'POST' && shape === 'orders/:id/notes') return createNote(routed, wanted);
    if (method === 'POST' && shape === 'orders/:id/refunds') return createRefund(routed, wanted);
  }
  const message = 'No route was found matching the URL and request method.';
  throw new RestError('rest_no_route', message, 404);
}

function listOrders({ call, origin, site, key }: RoutedCall): Answer {
  const parameters = readListParameters(call.query, ORDERS);
  if (!key) throw notAllowed('list');
  const customer = call.query.get('customer');
  const any = parameters.status.includes('any');
  const rows = site.orders.filter(
    (order) =>
      // "any" is every status but the trash.
      (any ? order.status !== 'trash' : parameters.status.includes(order.status)) &&
      (customer === null || order.customer_id === Number(customer)) &&
      isChosen(order.id, parameters) &&
      withinDates(order, parameters, site.timeZone),
  );
  const inOrder = sorted(rows, parameters, {
    date: (order) => order.date_created_gmt,
    modified: (order) => order.date_modified_gmt,
  });
  return listAnswer(inOrder, parameters, call, origin, (order) => orderView(order, site.timeZone));
}

function listProducts({ call, origin, site, key }: RoutedCall): Answer {
  const parameters = readListParameters(call.query, PRODUCTS);
  if (!key) throw notAllowed('list');
  const sku = call.query.get('sku');
  const any = parameters.status.includes('any');
  const rows = site.products.filter(
    (product) =>
      (any ? product.status !== 'trash' : parameters.status.includes(product.status)) &&
      (sku === null || sku.split(',').includes(product.sku)) &&
      isChosen(product.id, parameters) &&
      withinDates(product, parameters, site.timeZone),
  );
  const inOrder = sorted(rows, parameters, {
    date: (product) => product.date_created_gmt,
    modified: (product) => product.date_modified_gmt,
    title: (product) => product.name,
    slug: (product) => product.slug,
    price: (product) => Number(product.price),
  });
  return listAnswer(inOrder, parameters, call, origin, (product) => productView(product, site.timeZone));
}

function listVariations({ call, origin, site, key }: RoutedCall, productId: number): Answer {
  const parameters = readListParameters(call.query, PRODUCTS);
  if (!key) throw notAllowed('list');
  const product = site.products.find((one) => one.id === productId);
  const rows = (product?.variations ?? []).filter(
    (variation) => isChosen(variation.id, parameters) && withinDates(variation, parameters, site.timeZone),
  );
  const inOrder = sorted(rows, parameters, {
    date: (variation) => variation.date_created_gmt,
    modified: (variation) => variation.date_modified_gmt,
  });
  return listAnswer(inOrder, parameters, call, origin, (row) => variationView(row, site.timeZone));
}

function listCustomers({ call, origin, site, key }: RoutedCall): Answer {
  const parameters = readListParameters(call.query, CUSTOMERS);
  if (!key) throw notAllowed('list');
  const email = call.query.get('email')?.toLowerCase();
  const role = call.query.get('role') ?? 'customer';
  const rows = site.customers.filter(
    (customer) =>
      (role === 'all' || customer.role === role) &&
      (email === undefined || customer.email.toLowerCase() === email) &&
      isChosen(customer.id, parameters),
  );
  const inOrder = sorted(rows, parameters, {
    name: (customer) => `${customer.first_name} ${customer.last_name}`,
    registered_date: (customer) => customer.date_created_gmt,
  });
  return listAnswer(inOrder, parameters, call, origin, (row) => customerView(row, site.timeZone));
}

function isChosen(id: number, { include, exclude }: { include: number[]; exclude: number[] }): boolean {
  return (include.length === 0 || include.includes(id)) && !exclude.includes(id);
}

function oneOrder({ site, key }: RoutedCall, id: number): Answer {
  if (!key) throw notAllowed('view');
  const order = site.orders.find((one) => one.id === id);
  if (!order) throw new RestError('woocommerce_rest_shop_order_invalid_id', 'Invalid ID.', 404);
  return json(200, orderView(order, site.timeZone));
}

/** A wrong id is 404 to a read and 400 to a change. */
function editOrder({ call, site, key }: RoutedCall, id: number): Answer {
  const body = readBody(call);
  if (!key) throw notAllowed('edit');
  const order = site.orders.find((one) => one.id === id);
  if (!order) throw new RestError('woocommerce_rest_shop_order_invalid_id', 'Invalid ID.', 400);
  updateOrder(order, body, site);
  return json(200, orderView(order, site.timeZone));
}

function orderOf(site: Site, id: number): OrderRow {
  const order = site.orders.find((one) => one.id === id);
  if (!order) throw new RestError('woocommerce_rest_shop_order_invalid_id', 'Invalid order ID.', 404);
  return order;
}

/** All of them, newest first: notes have no pages. */
function listNotes({ call, site, key }: RoutedCall, id: number): Answer {
  if (!key) throw notAllowed('list');
  const type = call.query.get('type') ?? 'any';
  const notes = orderOf(site, id).notes.filter(
    (note) => type === 'any' || note.customer_note === (type === 'customer'),
  );
  return json(
    200,
    notes.map((note) => noteView(note, site.timeZone)),
  );
}

function createNote({ call, site, key }: RoutedCall, id: number): Answer {
  const body = readBody(call);
  if (!key) throw notAllowed('create');
  return json(201, noteView(addNote(orderOf(site, id), body, site), site.timeZone));
}

function listRefunds({ call, origin, site, key }: RoutedCall, id: number): Answer {
  const parameters = readListParameters(call.query, { ...ORDERS, statuses: [] });
  if (!key) throw notAllowed('list');
  const order = site.orders.find((one) => one.id === id);
  if (!order) throw new RestError('woocommerce_rest_invalid_order_id', 'Invalid order ID.', 404);
  const inOrder = sorted(order.refunds, parameters, { date: (refund) => refund.date_created_gmt });
  return listAnswer(inOrder, parameters, call, origin, (row) => refundView(row, site.timeZone));
}

function createRefund({ call, site, key }: RoutedCall, id: number): Answer {
  const body = readBody(call);
  if (!key) throw notAllowed('create');
  const order = site.orders.find((one) => one.id === id);
  return json(201, refundView(addRefund(order, body, site), site.timeZone));
}

function oneProduct({ site, key }: RoutedCall, id: number): Answer {
  if (!key) throw notAllowed('view');
  const product = site.products.find((one) => one.id === id);
  if (!product) throw new RestError('woocommerce_rest_product_invalid_id', 'Invalid ID.', 404);
  return json(200, productView(product, site.timeZone));
}

function oneCustomer({ site, key }: RoutedCall, id: number): Answer {
  if (!key) throw notAllowed('view');
  const customer = site.customers.find((one) => one.id === id);
  if (!customer) throw new RestError('woocommerce_rest_invalid_id', 'Invalid resource ID.', 404);
  return json(200, customerView(customer, site.timeZone));
}

function systemStatus({ site, key, origin }: RoutedCall): Answer {
  if (!key) throw notAllowed('list');
  return json(200, {
    environment: { home_url: origin, site_url: origin, version: '10.3.0', wp_version: '6.9' },
    settings: { api_enabled: false, force_ssl: true, currency: site.currency, number_of_decimals: 2 },
  });
}

function readBody(call: RecordedCall): Record<string, unknown> {
  if (call.body === '') return {};
  try {
    return JSON.parse(call.body) as Record<string, unknown>;
  } catch {
    throw new RestError('rest_invalid_json', 'Invalid JSON body passed.', 400, {
      status: 400,
      json_error_code: 4,
      json_error_message: 'Syntax error',
    });
  }
}
