/**
 * The facts that a body can be given, as the dialog gives them (`Order`, `Product`, `ShopFacts` … of the storefront).
 * With it a mistyped fact is found when the template is published instead of in front of a customer.
 */
export type FactShape =
  | { kind: 'leaf' }
  | { kind: 'list'; of: FactShape }
  /** The names differ from record to record, so only `{{#each}}` can read it. */
  | { kind: 'map' }
  | { kind: 'record'; fields: Readonly<Record<string, FactShape>> };

const LEAF: FactShape = { kind: 'leaf' };
const listOf = (of: FactShape): FactShape => ({ kind: 'list', of });
const record = (leaves: string, fields: Record<string, FactShape> = {}): FactShape => ({
  kind: 'record',
  fields: { ...Object.fromEntries(leaves.split(' ').map((name) => [name, LEAF])), ...fields },
});

export const MONEY = record('amountMinor currency');

const ORDER_LINE = record('id sku name quantity isFinalSale', { unitPrice: MONEY });

const ORDER = record(
  'id number status customerId email placedAt shippedAt expectedAt deliveredAt cancelledAt isLate ' +
    'carrier trackingNumber trackingUrl shippingAddress',
  {
    total: MONEY,
    lines: listOf(ORDER_LINE),
    refunds: listOf(record('createdAt reason', { amount: MONEY })),
    returns: listOf(record('number kind state orderLineId itemName createdAt')),
  },
);

const SHOP = record(
  'name supportEmail openingHours address deliveryTime returnWindowDays returnPostage refundTime warranty supportHours',
  {
    shippingMethods: listOf(record('name time', { price: MONEY })),
    shippingCountries: listOf(LEAF),
    paymentMethods: listOf(LEAF),
    promotions: listOf(record('name description endsAt')),
  },
);

/** Every root that a body can name. All but `shop` can be absent, and are null to the body then. */
export const FACT_ROOTS: Readonly<Record<string, FactShape>> = {
  shop: SHOP,
  order: ORDER,
  orderLine: ORDER_LINE,
  product: record('id sku name description stock restockAt', { price: MONEY, attributes: { kind: 'map' } }),
  customer: record('email'),
  reason: LEAF,
  newAddress: LEAF,
  wantedItem: LEAF,
  return: record('number kind labelUrl postage'),
  ticket: record('number'),
  refusal: LEAF,
  options: listOf(LEAF),
  recentOrders: listOf(ORDER),
};

/** `{{this}}` outside of `{{#each}}`. */
export const ALL_FACTS: FactShape = { kind: 'record', fields: FACT_ROOTS };
