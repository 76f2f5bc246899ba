/**
 * The facts that a body can be given, as the dialog gives them (`Order`, `Product`, `ShopFacts` … of the storefront).
 * With it a mistyped fact is found when the template is saved instead of in front of a customer, rendering copies
 * no more than this, and the admin app says what each fact is.
 */
export type LeafType = 'text' | 'number' | 'date' | 'yesNo' | 'link';

export interface Leaf {
  kind: 'leaf';
  type: LeafType;
  description: string;
  /** For a date: days from today. */
  example: string | number | boolean;
  /** The records may not know it; it is null then. */
  isNullable?: true;
  /** A number of an order and the like: it holds something that can be seen. */
  isNeverEmpty?: true;
  /** In a customer's own words: no link of theirs may become one in a reply. */
  isTyped?: true;
}

export interface RecordShape {
  kind: 'record';
  description: string;
  fields: Fields;
}

export type Fields = Readonly<Record<string, FactShape>>;

export type FactShape =
  | Leaf
  /** What a list holds beyond `atMost` is not said. */
  | { kind: 'list'; description: string; of: FactShape; atMost: number }
  /** The names differ from record to record, so only `{{#each}}` can read it. */
  | { kind: 'map'; description: string; of: Leaf; atMost: number }
  | RecordShape;

const leaf =
  (type: LeafType, more: Partial<Leaf> = {}) =>
  (description: string, example: string | number | boolean): Leaf => ({
    kind: 'leaf',
    type,
    description,
    example,
    ...more,
  });
const text = leaf('text');
const id = leaf('text', { isNeverEmpty: true });
const typed = leaf('text', { isTyped: true });
const number = leaf('number');
const day = leaf('date');
const link = leaf('link');
const yesNo = leaf('yesNo');
const orNull = (known: Leaf): Leaf => ({ ...known, isNullable: true });
const record = (description: string, fields: Fields): RecordShape => ({
  kind: 'record',
  description,
  fields,
});
const listOf = (description: string, of: FactShape, atMost: number): FactShape => ({
  kind: 'list',
  description,
  of,
  atMost,
});

const MONEY: Fields = {
  amountMinor: number('In the smallest unit (cents)', 3990),
  currency: id('Such as EUR', 'EUR'),
};
const money = (description: string): FactShape => record(description, MONEY);

const ORDER_LINE: Fields = {
  id: id("The line's id in the records", 'line-1'),
  sku: id("The product's number", 'SKU-10442'),
  name: id("The product's name", 'Blue Kettle'),
  quantity: number('How many were ordered', 2),
  isFinalSale: yesNo('Whether it cannot be returned', false),
  deliveredAt: orNull(day('When all of it had arrived, where its parcels are on record', -1)),
  unitPrice: money('The price of one'),
};

const REFUND: Fields = {
  amount: money('How much was paid back'),
  createdAt: day('When it was paid back', -1),
  reason: orNull(typed('Why', 'Arrived broken')),
};

const RETURN_RECORD: Fields = {
  number: id('Number of the return', 'RMA-7K2Q9M'),
  kind: id('return or exchange', 'return'),
  state: id('registered, received, refunded or refused', 'registered'),
  orderLineId: id('Which line of the order comes back', 'line-1'),
  itemName: id('Name of the product that comes back', 'Blue Kettle'),
  createdAt: day('When it was registered', -1),
};

const ORDER: Fields = {
  id: id("The order's id in the records", 'order-1'),
  number: id('Number of the order, such as W1001', 'W1001'),
  status: id('processing, shipped, delivered, cancelled, returned or partly_refunded', 'shipped'),
  customerId: id("The customer's id in the records", 'customer-1'),
  email: id('E-mail address that the order is under', 'customer@example.com'),
  placedAt: day('When it was placed', -4),
  shippedAt: orNull(day('When it was sent', -2)),
  expectedAt: orNull(day('The promised delivery day', 2)),
  deliveredAt: orNull(day('When it was delivered', -1)),
  cancelledAt: orNull(day('When it was cancelled', -1)),
  isLate: yesNo('Whether the promised day has passed', false),
  carrier: orNull(text('Who delivers it', 'DHL')),
  trackingNumber: orNull(text('Number of the parcel', 'JD014600001001')),
  trackingUrl: orNull(link("The parcel's page at the carrier", 'https://track.example/JD014600001001')),
  shippingAddress: typed('Where it goes', 'A. Customer, 1 Example Street, Exampletown'),
  total: money('What the order costs'),
  lines: listOf('What was ordered', record('One line of the order', ORDER_LINE), 100),
  refunds: listOf('What was paid back', record('One refund', REFUND), 50),
  returns: listOf('Returns and exchanges', record('One return or exchange', RETURN_RECORD), 50),
};

const SHOP: Fields = {
  name: id("The shop's name", 'Juniper & Oak'),
  supportEmail: text("The team's e-mail address", 'help@shop.example'),
  openingHours: text('When the shop is open', 'Monday to Saturday, 10:00 to 19:00'),
  address: text('Where the shop is', '12 Garden Street, Exampletown'),
  deliveryTime: text('How long a delivery takes', '2–4 working days'),
  returnWindowDays: number('Days after delivery in which an item can be returned', 30),
  returnPostage: text('Who pays for sending back', 'free with our label'),
  returnExceptions: listOf(
    'What is different for some items',
    text('One exception', 'Underwear cannot be sent back'),
    50,
  ),
  refundTime: text('How long a refund takes', 'within 5 working days'),
  warranty: text('What is warranted, and how long', 'two years on every item'),
  supportHours: text('When the team is there', 'Monday to Friday, 9:00 to 17:00'),
  shippingMethods: listOf(
    'Ways to ship',
    record('One way to ship', {
      name: id('Its name', 'Standard'),
      time: text('How long it takes', '2–4 working days'),
      price: money('What it costs'),
    }),
    50,
  ),
  shippingCountries: listOf('Where the shop delivers to', text('One country', 'Germany'), 250),
  paymentMethods: listOf('Ways to pay', text('One way to pay', 'PayPal'), 50),
  promotions: listOf(
    'Offers, also past ones: {{#each (current shop.promotions)}} leaves those out',
    record('One offer', {
      name: id('Its name', 'Spring sale'),
      description: text('What it gives', '10 % off mugs'),
      endsAt: orNull(day('Its last day', 5)),
    }),
    50,
  ),
};

const PRODUCT_NAME: Fields = {
  sku: id("The product's number, such as SKU-10442", 'SKU-10442'),
  name: id("The product's name", 'Blue Kettle'),
};

const PRODUCT: Fields = {
  id: id("The product's id in the records", 'product-1'),
  ...PRODUCT_NAME,
  description: text('What the shop says of it', 'An electric kettle of stainless steel.'),
  stock: orNull(number('How many are there', 14)),
  restockAt: orNull(day('When it is back', 9)),
  price: money('What it costs'),
  attributes: {
    kind: 'map',
    description: 'Size, material and what else is on record: {{#each product.attributes}}{{@key}}: {{this}}',
    of: text('One attribute', 'stainless steel'),
    atMost: 50,
  },
};

/** Every root that a body can name. All but `shop` can be absent, and are null to the body then. */
export const FACT_ROOTS: Fields = {
  shop: record('The shop itself', SHOP),
  order: record('The order that the customer asks about', ORDER),
  orderLine: record('The item of the order that it is about', ORDER_LINE),
  product: record('The product that the customer asks about', PRODUCT),
  customer: record('Who has proved who they are', {
    email: id("The customer's e-mail address", 'customer@example.com'),
  }),
  reason: typed("Why, in the customer's words", 'It is too small'),
  newAddress: typed("Where to deliver, in the customer's words", '2 New Street, Exampletown'),
  wantedItem: typed("What to send instead, in the customer's words", 'the same in size 42'),
  return: record('The return or exchange that was just registered', {
    number: id('Number of the return', 'RMA-7K2Q9M'),
    kind: id('return or exchange', 'return'),
    labelUrl: orNull(link('Where the label is', 'https://label.example/RMA-7K2Q9M')),
    postage: text('Who pays for sending back', 'free with our label'),
  }),
  code: id('The code that was mailed to a customer who has to prove an order', '482913'),
  returnTerms: record("What the shop's rules say of this very item", {
    windowDays: number('Days after delivery in which it can be returned', 30),
    endsAt: orNull(day('When these days are over', 25)),
    paidBy: orNull(id('Who pays for sending back: shop or customer', 'shop')),
    postage: text("The same in the shop's words", 'free with our label'),
  }),
  request: record('What the shop still has to decide on', {
    number: id('Number of the request', 'RQ-7K2Q9M'),
    requestedAt: day('When it was asked for', 0),
  }),
  shopReason: text('Why the shop refused, in its own words', 'The parcel was already packed'),
  ticket: record('The ticket for the team', { number: id('Number of the ticket', 'T-7KQ2M9') }),
  refusal: id(
    'Why it is not allowed: not_delivered, window_passed, final_sale, not_returnable, no_exchange, already_shipped, cancelled or delivered',
    'window_passed',
  ),
  options: listOf('What the customer can choose from', id('One choice', 'Where is my order?'), 10),
  products: listOf('The products that the customer may mean', record('One product', PRODUCT_NAME), 10),
  recentOrders: listOf("A signed-in customer's latest orders", record('One order', ORDER), 10),
};

/** `{{this}}` outside of `{{#each}}`. */
export const ALL_FACTS: FactShape = record('All facts', FACT_ROOTS);

export function isMoney(shape: FactShape): boolean {
  return shape.kind === 'record' && shape.fields === MONEY;
}

export function isOrder(shape: FactShape): boolean {
  return shape.kind === 'record' && shape.fields === ORDER;
}
