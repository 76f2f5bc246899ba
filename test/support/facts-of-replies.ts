/** The facts on which the shipped replies are rendered: a shop, and an order and a product in every state. */

export const NOW = new Date('2026-03-10T12:00:00Z');
export const day = (offset: number): string => new Date(NOW.getTime() + offset * 86_400_000).toISOString();
const eur = (amountMinor: number): object => ({ amountMinor, currency: 'EUR' });

export const SHOP = {
  name: 'Juniper & Oak',
  supportEmail: 'help@juniper-and-oak.example',
  openingHours: 'Monday to Saturday, 10:00 to 18:00',
  address: '12 Harbour Street, Bristol',
  deliveryTime: '3 to 5 working days',
  shippingMethods: [
    { name: 'Standard', price: eur(490), time: '3 to 5 working days' },
    { name: 'Collect in the shop', price: eur(0), time: 'next day' },
  ],
  shippingCountries: ['Germany', 'France', 'Ireland'],
  paymentMethods: ['card', 'PayPal', 'bank transfer'],
  returnWindowDays: 30,
  returnPostage: 'free with our label',
  returnExceptions: ['Underwear cannot be sent back.'],
  refundTime: 'within 5 working days after the item has reached us',
  warranty: 'two years on everything electric',
  promotions: [{ name: 'Spring', description: '10 % off mugs', endsAt: day(5) }],
  supportHours: 'Monday to Friday, 9:00 to 17:00',
};
export const BARE_SHOP = {
  ...SHOP,
  returnExceptions: [],
  shippingMethods: [],
  shippingCountries: [],
  paymentMethods: [],
  promotions: [],
};

export const LINE = {
  id: 'l1',
  sku: 'SKU-10442',
  name: 'Blue Kettle',
  quantity: 2,
  unitPrice: eur(3990),
  isFinalSale: false,
  deliveredAt: null,
};
const REFUND = { amount: eur(3990), createdAt: day(-6), reason: null };
const order = (changes: object): Record<string, unknown> => ({
  id: 'o1',
  number: 'W1001',
  status: 'processing',
  customerId: 'cust-ana',
  email: 'ana@example.com',
  placedAt: day(-12),
  shippedAt: null,
  expectedAt: null,
  deliveredAt: null,
  cancelledAt: null,
  isLate: false,
  carrier: null,
  trackingNumber: null,
  trackingUrl: null,
  shippingAddress: '5 Mill Lane, Cork',
  total: eur(8470),
  lines: [LINE, { ...LINE, id: 'l2', name: 'Desk Lamp', quantity: 1 }],
  refunds: [],
  returns: [],
  ...changes,
});
const backRecord = (kind: string, state: string): object => ({
  number: `R-${state}`,
  kind,
  state,
  orderLineId: 'l1',
  itemName: 'Blue Kettle',
  createdAt: day(-2),
});
const SHIPPED = { status: 'shipped', shippedAt: day(-2), expectedAt: day(2) };
const TRACKED = { carrier: 'DHL', trackingNumber: 'JD0146', trackingUrl: 'https://track.example/JD0146' };
const DELIVERED = { status: 'delivered', shippedAt: day(-9), deliveredAt: day(-5) };

export const ORDERS: Record<string, Record<string, unknown>> = {
  processing: order({}),
  'processing with a day': order({ expectedAt: day(3) }),
  'processing and late': order({ expectedAt: day(-1), isLate: true }),
  shipped: order({ ...SHIPPED, ...TRACKED }),
  'shipped without details': order({ status: 'shipped' }),
  late: order({ ...SHIPPED, ...TRACKED, expectedAt: day(-3), isLate: true }),
  delivered: order({ ...DELIVERED, ...TRACKED }),
  'delivered without a day': order({ status: 'delivered' }),
  'delivered with a return': order({ ...DELIVERED, returns: [backRecord('return', 'registered')] }),
  'delivered with exchanges': order({
    ...DELIVERED,
    returns: ['registered', 'received', 'refunded', 'refused'].map((state) => backRecord('exchange', state)),
  }),
  cancelled: order({ status: 'cancelled', cancelledAt: day(-12) }),
  'cancelled and refunded': order({ status: 'cancelled', refunds: [REFUND] }),
  returned: order({
    ...DELIVERED,
    status: 'returned',
    refunds: [REFUND],
    returns: [backRecord('return', 'refunded')],
  }),
  'returned without records': order({ status: 'returned' }),
  'partly refunded': order({ ...DELIVERED, status: 'partly_refunded', refunds: [REFUND] }),
  'partly refunded on its way': order({
    ...SHIPPED,
    ...TRACKED,
    status: 'partly_refunded',
    refunds: [REFUND],
  }),
  'partly refunded before shipping': order({ status: 'partly_refunded', refunds: [REFUND] }),
};

const product = (changes: object): object => ({
  id: 'p1',
  sku: 'SKU-10442',
  name: 'Blue Kettle',
  description: 'A kettle.',
  price: eur(3990),
  stock: 14,
  restockAt: null,
  attributes: { capacity: '1.7 l', 'cable length': '75 cm' },
  ...changes,
});
export const PRODUCTS: Record<string, object> = {
  'in stock': product({}),
  'the last one': product({ stock: 1 }),
  'back soon': product({ stock: 0, restockAt: day(9) }),
  'back some time': product({ stock: 0, attributes: {} }),
  'should be back': product({ stock: 0, restockAt: day(-3) }),
  'not counted': product({ stock: null }),
};
