import type { ShopEvent, ShopEventSource } from '../../events-in/event-applier.port';
import { recordOf, refuseContradictions, standardEvent, type CsvKind } from './csv-record';
import type { CsvRow } from './csv-row';

const FULFILMENT_STATES = ['preparing', 'shipped', 'delivered', 'failed', 'cancelled'] as const;
const ADDRESS_FIELDS = [
  'name',
  'company',
  'street',
  'street2',
  'city',
  'region',
  'postcode',
  'country',
  'phone',
];
const addressColumns = (place: string): string[] => ADDRESS_FIELDS.map((field) => `${place}_${field}`);

const ORDER_COLUMNS = [
  'order_number',
  'updated_at',
  'placed_at',
  'cancelled_at',
  'expected_at',
  'currency',
  'total',
  'payment_status',
  'customer_id',
  'customer_email',
  'customer_name',
  'customer_phone',
  'customer_locale',
  ...addressColumns('shipping'),
  ...addressColumns('billing'),
];
const LINE_COLUMNS = ['line_sku', 'line_name', 'line_quantity', 'line_unit_price', 'line_final_sale'];
const FULFILMENT_COLUMNS = [
  'fulfilment_state',
  'carrier',
  'tracking_number',
  'tracking_url',
  'shipped_at',
  'fulfilment_expected_at',
  'delivered_at',
];
const REFUND_COLUMNS = ['refund_amount', 'refunded_at', 'refund_reason'];

/** One row for each line of an order, or for a fulfilment or refund that has none. */
export const CSV_ORDERS: CsvKind = {
  idColumn: 'order_id',
  needed: [
    'order_id',
    'order_number',
    'updated_at',
    'placed_at',
    'currency',
    'total',
    'line_id',
    'line_name',
    'line_quantity',
    'line_unit_price',
  ],
  known: [
    'order_id',
    ...ORDER_COLUMNS,
    'line_id',
    ...LINE_COLUMNS,
    'fulfilment_id',
    ...FULFILMENT_COLUMNS,
    'refund_id',
    ...REFUND_COLUMNS,
  ],
  read: (rows, source) => recordOf(rows, () => eventsOf(rows, source)),
};

function eventsOf(rows: readonly CsvRow[], source: ShopEventSource): ShopEvent[] {
  const [first] = rows;
  if (!first) return [];
  refuseContradictions(rows, ORDER_COLUMNS);
  const orderId = first.needed('order_id', first.id('order_id'));
  const updatedAt = first.needed('updated_at', first.time('updated_at'));
  const currency = first.needed('currency', first.currency('currency'));
  const order = {
    id: orderId,
    number: first.needed('order_number', first.text('order_number')),
    updatedAt,
    placedAt: first.needed('placed_at', first.time('placed_at')),
    cancelledAt: first.time('cancelled_at'),
    expectedAt: first.time('expected_at'),
    currency,
    total: first.needed('total', first.amount('total')),
    paymentStatus: first.text('payment_status'),
    customer: {
      id: first.id('customer_id'),
      email: first.text('customer_email'),
      name: first.text('customer_name'),
      phone: first.text('customer_phone'),
      locale: first.text('customer_locale'),
    },
    shippingAddress: addressOf(first, 'shipping'),
    billingAddress: addressOf(first, 'billing'),
    lines: linesOf(rows),
  };
  return [
    standardEvent(source, 'order.upserted', order),
    ...fulfilmentsOf(rows, orderId, updatedAt).map((one) =>
      standardEvent(source, 'fulfilment.upserted', one),
    ),
    ...refundsOf(rows, orderId, currency).map((one) => standardEvent(source, 'refund.created', one)),
  ];
}

function addressOf(row: CsvRow, place: string): Record<string, string | null> | null {
  const fields = ADDRESS_FIELDS.map((field) => [field, row.text(`${place}_${field}`)] as const);
  return fields.some(([, value]) => value !== null) ? Object.fromEntries(fields) : null;
}

function linesOf(rows: readonly CsvRow[]): object[] {
  const seen = new Set<string>();
  const lines = rows.flatMap((row) => {
    const id = row.id('line_id');
    if (id === null) {
      // A line without its id could not be told from another one later.
      if (LINE_COLUMNS.some((column) => row.text(column) !== null)) row.needed('line_id', null);
      return [];
    }
    if (seen.has(id)) row.refuse('line_id', 'ID_TWICE');
    seen.add(id);
    return [
      {
        id,
        sku: row.text('line_sku'),
        name: row.needed('line_name', row.text('line_name')),
        quantity: row.needed('line_quantity', row.count('line_quantity', 1)),
        unitPrice: row.needed('line_unit_price', row.amount('line_unit_price')),
        isFinalSale: row.flag('line_final_sale'),
      },
    ];
  });
  if (lines.length === 0) rows[0]?.refuse('line_id', 'LINES_MISSING');
  return lines;
}

/** Each with the lines whose rows name it. */
function fulfilmentsOf(rows: readonly CsvRow[], orderId: string | null, updatedAt: string | null): object[] {
  return grouped(rows, 'fulfilment_id', FULFILMENT_COLUMNS).map(([id, first, all]) => {
    const tracking = { number: first.text('tracking_number'), url: first.page('tracking_url') };
    const lines = all.flatMap((row) => {
      const lineId = row.id('line_id');
      const quantity = row.count('line_quantity', 1);
      return lineId === null || quantity === null ? [] : [{ lineId, quantity }];
    });
    return {
      id,
      orderId,
      updatedAt,
      state: first.needed('fulfilment_state', first.choice('fulfilment_state', FULFILMENT_STATES)),
      carrier: first.text('carrier'),
      trackings: tracking.number === null && tracking.url === null ? [] : [tracking],
      shippedAt: first.time('shipped_at'),
      expectedAt: first.time('fulfilment_expected_at'),
      deliveredAt: first.time('delivered_at'),
      lines: lines.length > 0 ? lines : null,
    };
  });
}

function refundsOf(rows: readonly CsvRow[], orderId: string | null, currency: string | null): object[] {
  return grouped(rows, 'refund_id', REFUND_COLUMNS).map(([id, first]) => ({
    id,
    orderId,
    createdAt: first.needed('refunded_at', first.time('refunded_at')),
    amount: first.needed('refund_amount', first.amount('refund_amount')),
    currency,
    reason: first.text('refund_reason'),
  }));
}

/** The rows that name the same thing; what is said of it without its id is refused. */
function grouped(
  rows: readonly CsvRow[],
  idColumn: string,
  columns: readonly string[],
): [id: string, first: CsvRow, all: CsvRow[]][] {
  const groups = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const id = row.id(idColumn);
    if (id !== null) groups.set(id, [...(groups.get(id) ?? []), row]);
    else if (columns.some((column) => row.text(column) !== null)) row.needed(idColumn, null);
  }
  return [...groups].flatMap(([id, all]) => {
    refuseContradictions(all, columns);
    const [first] = all;
    return first ? [[id, first, all]] : [];
  });
}
