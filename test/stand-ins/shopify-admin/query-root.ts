import type { GraphQLResolveInfo } from 'graphql';
import { type CallContext, isOrderVisible, requireScope } from './call-context';
import { badRequest, connection, nestedConnection, type Order, type PageArguments } from './connection';
import { gid, parseGid } from './gid';
import { returnableQuantity } from './order-state';
import type { OrderRow } from './rows';
import { compileSearch } from './search/search';
import {
  CUSTOMER_FIELDS,
  INVENTORY_ITEM_FIELDS,
  ORDER_FIELDS,
  PRODUCT_FIELDS,
  type SearchFields,
} from './search/search-fields';
import { nodeView } from './node';
import { CUSTOMER_SORTS, ORDER_SORTS, PRODUCT_SORTS } from './sort-keys';
import { customerView } from './views/customer-view';
import { fulfillmentLineItemView, fulfillmentView } from './views/fulfillment-view';
import { orderView } from './views/order-view';
import { inventoryItemView, locationView, productView } from './views/product-view';
import { REASON_DEFINITIONS, reasonDefinitionView } from './views/return-reasons';
import type { View } from './views/view';

type ListArguments = PageArguments & { query?: string | null; sortKey?: string };
type Root = Record<string, (args: never, context: CallContext, info: GraphQLResolveInfo) => unknown>;

const byId = (type: string) => (args: { id: string }, context: CallContext) =>
  nodeView(context, args.id, type);

export const queryRoot: Root = {
  shop: (_: unknown, { shop }) => ({
    ...shop.shop,
    id: gid('Shop', shop.shop.id),
    url: `https://${shop.shop.myshopifyDomain}`,
    enabledPresentmentCurrencies: [shop.shop.currencyCode],
    timezoneOffset: '+0000',
    primaryDomain: {
      id: gid('Domain', shop.shop.id),
      host: shop.shop.myshopifyDomain,
      url: `https://${shop.shop.myshopifyDomain}`,
      sslEnabled: true,
    },
    plan: { publicDisplayName: 'Basic', shopifyPlus: false, partnerDevelopment: false },
  }),

  orders: (args: ListArguments, context, info) => {
    requireScope(context, 'read_orders', 'orders');
    const visible = context.shop.orders.filter((order) => isOrderVisible(context, order));
    return list(visible, args, context, info, ORDER_FIELDS, ORDER_SORTS, (order) =>
      orderView(context, order),
    );
  },
  ordersCount: (args: { query?: string | null; limit?: number | null }, context, info) => {
    requireScope(context, 'read_orders', 'ordersCount');
    const visible = context.shop.orders.filter((order) => isOrderVisible(context, order));
    return count(found(visible, args.query, context, info, ORDER_FIELDS).length, args.limit);
  },
  order: byId('Order'),
  fulfillment: byId('Fulfillment'),
  return: byId('Return'),

  products: (args: ListArguments, context, info) => {
    requireScope(context, 'read_products', 'products');
    return list(context.shop.products, args, context, info, PRODUCT_FIELDS, PRODUCT_SORTS, (product) =>
      productView(context, product),
    );
  },
  product: byId('Product'),
  productVariant: byId('ProductVariant'),

  customers: (args: ListArguments, context, info) => {
    requireScope(context, 'read_customers', 'customers');
    return list(context.shop.customers, args, context, info, CUSTOMER_FIELDS, CUSTOMER_SORTS, (customer) =>
      customerView(context, customer),
    );
  },
  customersCount: (args: { query?: string | null; limit?: number | null }, context, info) => {
    requireScope(context, 'read_customers', 'customersCount');
    return count(
      found(context.shop.customers, args.query, context, info, CUSTOMER_FIELDS).length,
      args.limit,
    );
  },
  customer: byId('Customer'),

  inventoryItems: (args: ListArguments, context, info) => {
    requireScope(context, 'read_inventory', 'inventoryItems');
    const rows = context.shop.products.flatMap((product) =>
      product.variants.map((variant) => ({ product, variant })),
    );
    const idOf = ({ variant }: (typeof rows)[number]): number => variant.inventoryItem.id;
    return list(
      rows,
      { ...args, sortKey: 'ID' },
      context,
      info,
      INVENTORY_ITEM_FIELDS,
      { ID: { key: 'ID', valueOf: idOf, idOf } },
      ({ product, variant }) => inventoryItemView(context, product, variant),
    );
  },
  inventoryItem: byId('InventoryItem'),

  locations: (args: PageArguments, context) => {
    requireScope(context, 'read_locations', 'locations');
    return connection(
      context.shop.locations.filter((location) => location.isActive),
      args,
      { key: 'NAME', valueOf: (location) => location.name, idOf: (location) => location.id },
      locationView,
    );
  },
  location: (args: { id?: string | null }, context) => {
    const [primary] = context.shop.locations;
    return nodeView(context, args.id ?? gid('Location', primary?.id ?? 0), 'Location');
  },

  returnReasonDefinitions: (args: PageArguments, context) => {
    requireScope(context, 'read_returns', 'returnReasonDefinitions');
    return nestedConnection(
      REASON_DEFINITIONS,
      args,
      (definition) => definition.id,
      (definition) => reasonDefinitionView(definition.reason),
    );
  },
  returnableFulfillments: (args: PageArguments & { orderId: string }, context) => {
    requireScope(context, 'read_returns', 'returnableFulfillments');
    const order = context.shop.order(parseGid(args.orderId)?.id ?? 0);
    return returnableFulfillments(context, order, args);
  },

  job: ({ id }: { id: string }, { shop }) => {
    const done = shop.isJobDone(id);
    return done === undefined ? null : { id, done };
  },
  node: (args: { id: string }, context) => nodeView(context, args.id),
  nodes: ({ ids }: { ids: string[] }, context) => {
    if (ids.length > 250)
      throw badRequest(
        'The input array size of ' + ids.length + ' is greater than the maximum allowed of 250.',
      );
    return ids.map((id) => nodeView(context, id));
  },
};

function found<Row>(
  rows: readonly Row[],
  query: string | null | undefined,
  context: CallContext,
  info: GraphQLResolveInfo,
  fields: SearchFields<Row>,
): Row[] {
  const search = compileSearch(query, fields, context.now);
  if (search.warnings.length > 0) {
    context.searchNotes.push({ path: [info.path.key], query: query ?? '', warnings: search.warnings });
  }
  return rows.filter(search.matches);
}

function list<Row>(
  rows: readonly Row[],
  args: ListArguments,
  context: CallContext,
  info: GraphQLResolveInfo,
  fields: SearchFields<Row>,
  sorts: Record<string, Order<Row>>,
  view: (row: Row) => View,
): Record<string, unknown> {
  const sort = sorts[args.sortKey ?? 'ID'];
  if (!sort) throw badRequest(`The stand-in doesn't sort by ${args.sortKey}.`);
  return connection(found(rows, args.query, context, info, fields), args, sort, view);
}

function count(all: number, limit: number | null | undefined): View {
  const most = limit ?? Infinity;
  return all > most ? { count: most, precision: 'AT_LEAST' } : { count: all, precision: 'EXACT' };
}

function returnableFulfillments(
  context: CallContext,
  order: OrderRow | undefined,
  args: PageArguments,
): Record<string, unknown> {
  const left = (id: number): number => (order ? returnableQuantity(order, id) : 0);
  const fulfillments = (order?.fulfillments ?? []).filter((one) =>
    one.lines.some((line) => left(line.id) > 0),
  );
  return nestedConnection(
    fulfillments,
    args,
    (one) => one.id,
    (one) => ({
      __typename: 'ReturnableFulfillment',
      id: gid('ReturnableFulfillment', one.id),
      fulfillment: () => order && fulfillmentView(context, order, one),
      returnableFulfillmentLineItems: (page: PageArguments) =>
        nestedConnection(
          one.lines.filter((line) => left(line.id) > 0),
          page,
          (line) => line.id,
          (line) => ({
            quantity: left(line.id),
            fulfillmentLineItem: () => order && fulfillmentLineItemView(context, order, line),
          }),
        ),
    }),
  );
}
