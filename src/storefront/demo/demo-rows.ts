import { schema } from '../../storage';
import { numberKey } from '../number-key';
import { RETURN_POLICY_KEY } from '../return-policy/return-policy';
import { DEMO_ORDERS, type Day, type DemoOrder } from './demo-orders';
import { DEMO_PRODUCTS } from './demo-products';
import {
  DEMO_CURRENCY,
  DEMO_CUSTOMERS,
  DEMO_FACTS,
  DEMO_RETURN_POLICY,
  DEMO_SHIPPING_MINOR,
} from './demo-shop';

const DAY_MS = 86_400_000;

interface DemoRows {
  customers: (typeof schema.customers.$inferInsert)[];
  products: (typeof schema.products.$inferInsert)[];
  orders: (typeof schema.orders.$inferInsert)[];
  orderLines: (typeof schema.orderLines.$inferInsert)[];
  refunds: (typeof schema.refunds.$inferInsert)[];
  returns: (typeof schema.returns.$inferInsert)[];
  shopFacts: (typeof schema.shopFacts.$inferInsert)[];
}

/** The demo shop as rows, its dates counted from `now`. */
export function demoRows(now: Date): DemoRows {
  const at = (day: Day): Date => new Date(now.getTime() + day * DAY_MS);
  const atIf = (day: Day | undefined): Date | null => (day === undefined ? null : at(day));
  return {
    customers: Object.entries(DEMO_CUSTOMERS).map(([id, { email, name }]) => ({ id, email, name })),
    products: Object.entries(DEMO_PRODUCTS).map(([sku, product]) => ({
      id: idOf('product', sku),
      sku,
      skuKey: numberKey(sku),
      name: product.name,
      description: product.description,
      priceMinor: product.priceMinor,
      currency: DEMO_CURRENCY,
      stock: product.stock,
      restockAt: atIf(product.restockedIn),
      attributes: product.attributes,
    })),
    orders: DEMO_ORDERS.map((order) => ({
      id: idOf('order', order.number),
      number: order.number,
      numberKey: numberKey(order.number),
      customerId: order.customerId,
      email: DEMO_CUSTOMERS[order.customerId].email,
      status: order.status,
      placedAt: at(order.placed),
      shippedAt: atIf(order.shipped),
      expectedAt: atIf(order.expected),
      deliveredAt: atIf(order.delivered),
      cancelledAt: atIf(order.cancelled),
      carrier: order.carrier,
      trackingNumber: order.trackingNumber,
      shippingAddress: DEMO_CUSTOMERS[order.customerId].address,
      totalMinor: totalOf(order),
      currency: DEMO_CURRENCY,
      updatedAt: now,
    })),
    orderLines: DEMO_ORDERS.flatMap((order) =>
      order.lines.map(({ sku, quantity }, position) => ({
        id: lineId(order, position),
        orderId: idOf('order', order.number),
        position,
        sku,
        name: DEMO_PRODUCTS[sku].name,
        quantity,
        unitPriceMinor: DEMO_PRODUCTS[sku].priceMinor,
        isFinalSale: DEMO_PRODUCTS[sku].isFinalSale ?? false,
      })),
    ),
    refunds: DEMO_ORDERS.flatMap((order) => {
      if (!order.refund) return [];
      const { amountMinor, day, reason } = order.refund;
      const id = idOf('refund', order.number);
      return [{ id, orderId: idOf('order', order.number), amountMinor, reason, createdAt: at(day) }];
    }),
    returns: DEMO_ORDERS.flatMap((order) => {
      if (!order.return) return [];
      const { day, ...record } = order.return;
      const orderId = idOf('order', order.number);
      return [{ ...record, kind: 'return', orderId, orderLineId: lineId(order, 0), createdAt: at(day) }];
    }),
    shopFacts: Object.entries({ ...DEMO_FACTS, [RETURN_POLICY_KEY]: DEMO_RETURN_POLICY }).map(
      ([key, value]) => ({ key, value: value }),
    ),
  };
}

function idOf(kind: string, number: string): string {
  return `${kind}-${number.toLowerCase()}`;
}

function lineId(order: DemoOrder, position: number): string {
  return `${idOf('order', order.number)}-${position + 1}`;
}

function totalOf(order: DemoOrder): number {
  return order.lines.reduce(
    (total, { sku, quantity }) => total + quantity * DEMO_PRODUCTS[sku].priceMinor,
    DEMO_SHIPPING_MINOR,
  );
}
