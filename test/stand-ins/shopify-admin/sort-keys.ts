import type { Order } from './connection';
import { orderTotals } from './order-state';
import type { CustomerRow, OrderRow, ProductRow } from './rows';
import { dateTime } from './times';

type Sorts<Row> = Record<string, Order<Row>>;

function sorts<Row extends { id: number }>(values: Record<string, Order<Row>['valueOf']>): Sorts<Row> {
  const idOf = (row: Row): number => row.id;
  return Object.fromEntries(
    Object.entries({ ...values, ID: idOf, RELEVANCE: idOf }).map(([key, valueOf]) => [
      key,
      { key, valueOf, idOf },
    ]),
  );
}

export const ORDER_SORTS = sorts<OrderRow>({
  CREATED_AT: (order) => dateTime(order.createdAt),
  PROCESSED_AT: (order) => dateTime(order.processedAt),
  UPDATED_AT: (order) => dateTime(order.updatedAt),
  ORDER_NUMBER: (order) => order.number,
  TOTAL_PRICE: (order) => orderTotals(order).total,
  FINANCIAL_STATUS: (order) => order.financialStatus,
});

export const PRODUCT_SORTS = sorts<ProductRow>({
  CREATED_AT: (product) => dateTime(product.createdAt),
  UPDATED_AT: (product) => dateTime(product.updatedAt),
  PUBLISHED_AT: (product) => product.publishedAt ?? '',
  TITLE: (product) => product.title,
  VENDOR: (product) => product.vendor,
  PRODUCT_TYPE: (product) => product.productType,
});

export const CUSTOMER_SORTS = sorts<CustomerRow>({
  CREATED_AT: (customer) => dateTime(customer.createdAt),
  UPDATED_AT: (customer) => dateTime(customer.updatedAt),
  NAME: (customer) => [customer.lastName, customer.firstName].filter(Boolean).join(', '),
});
