import { join } from 'node:path';
import { PublishedCatalogue } from './published-catalogue';
import { readShippedCatalogue } from './shipped-catalogue';
import type { BodyKey, PublishedTemplate } from './template.types';
import { wordingsOf } from './wordings';

const NOW = new Date('2026-03-10T12:00:00Z');
const day = (offset: number): string => new Date(NOW.getTime() + offset * 86_400_000).toISOString();
const eur = (amountMinor: number): object => ({ amountMinor, currency: 'EUR' });

const SHOP = {
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
const BARE_SHOP = {
  ...SHOP,
  returnExceptions: [],
  shippingMethods: [],
  shippingCountries: [],
  paymentMethods: [],
  promotions: [],
};

const LINE = {
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

const ORDERS: Record<string, Record<string, unknown>> = {
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
const PRODUCTS: Record<string, object> = {
  'in stock': product({}),
  'the last one': product({ stock: 1 }),
  'back soon': product({ stock: 0, restockAt: day(9) }),
  'back some time': product({ stock: 0, attributes: {} }),
  'should be back': product({ stock: 0, restockAt: day(-3) }),
  'not counted': product({ stock: null }),
};

const REFUSALS = [
  'not_delivered',
  'window_passed',
  'final_sale',
  'not_returnable',
  'no_exchange',
  'already_shipped',
  'cancelled',
  'delivered',
  undefined,
];
const returnTerms = { windowDays: 30, endsAt: null, paidBy: 'shop', postage: 'free with our label' };
const request = { number: 'RQ-7K2Q9M', requestedAt: day(-1) };
const BACK = { number: 'R-1', kind: 'return', labelUrl: null, postage: 'free with our label' };

/** All that the dialog can give to this body. */
function factsFor(template: PublishedTemplate, key: string): Record<string, unknown>[] {
  const given = {
    reason: 'too small',
    newAddress: '1 New Street\nCork',
    wantedItem: 'size 42',
    orderLine: LINE,
  };
  const base = Object.fromEntries(
    Object.entries(given).filter(([need]) => template.needs.some((one) => one === need)),
  );
  const results: object[] =
    template.action?.type === 'open_ticket' || template.action?.type === 'hand_off'
      ? [{ ticket: { number: 'T-7KQ2M9' } }]
      : key === 'not_allowed'
        ? REFUSALS.map((refusal) => ({ refusal, returnTerms }))
        : key === 'refused'
          ? [
              { returnTerms },
              { returnTerms, refusal: 'already_shipped', request, shopReason: 'It was packed already.' },
            ]
          : key === 'requested'
            ? [{ request, returnTerms }]
            : key === 'confirm'
              ? [{}]
              : [
                  { return: BACK, returnTerms },
                  { return: { ...BACK, kind: 'exchange', labelUrl: 'https://label.example' }, returnTerms },
                ];
  const withoutFacts = key === 'already_done' ? [{}, { request }] : [];
  const isTicket = results.some((result) => 'ticket' in result);
  const records = template.needs.includes('order')
    ? Object.values(ORDERS).map((one) => ({ order: one }))
    : template.needs.includes('product')
      ? Object.values(PRODUCTS).map((one) => ({ product: one }))
      : [{}];
  return records.flatMap((known) =>
    [...results, ...(isTicket ? [] : withoutFacts)].flatMap((result) =>
      [SHOP, BARE_SHOP].map((shop) => ({ shop, ...known, ...base, ...result })),
    ),
  );
}

describe('the shipped catalogue', () => {
  let templates: PublishedTemplate[];
  let catalogue: PublishedCatalogue;

  beforeAll(async () => {
    const shipped = await readShippedCatalogue(join(__dirname, 'catalogue'));
    templates = shipped.map(({ template, kind }) => ({ ...template, kind, version: 1 }));
    catalogue = new PublishedCatalogue(1, templates, 'en');
  });

  const say = (id: string, facts: Record<string, unknown>, key: BodyKey = 'ok'): string => {
    const body = catalogue.findBody(catalogue.find(id)!, key, 'en', {
      conversationId: 'c1',
      channel: 'rest',
    });
    return body!.render({ shop: SHOP, ...facts }, { locale: 'en', now: NOW, timeZone: 'UTC' });
  };

  it('has every answer, act and prompt', () => {
    const count = (kind: string): number => templates.filter((one) => one.kind === kind).length;
    expect([count('answer'), count('act'), count('prompt')]).toEqual([33, 4, 28]);
  });

  it('gives every answer and act eight different examples', () => {
    for (const { id, examples, kind } of templates) {
      expect([id, new Set(examples).size]).toEqual([id, kind === 'prompt' ? 0 : 8]);
    }
    const all = templates.flatMap(({ examples }) => examples.map((example) => example.toLowerCase()));
    expect(new Set(all).size).toBe(all.length);
  });

  it('renders every answer on every fitting record', () => {
    for (const template of templates.filter(({ kind }) => kind === 'answer')) {
      for (const key of Object.keys(template.bodies.en!) as BodyKey[]) {
        for (const facts of factsFor(template, key)) {
          const text = say(template.id, facts, key);
          expect(text).not.toMatch(/undefined|null|\{\{|\[object| [.,:]|\.\.|^\s|\s$/);
        }
      }
    }
  });

  it('renders all news on every record', () => {
    for (const { id } of templates.filter((one) => one.id.startsWith('notice_'))) {
      for (const order of Object.values(ORDERS)) {
        expect(say(id, { order })).not.toMatch(/undefined|null|\{\{|\[object| [.,:]|\.\.|^\s|\s$/);
      }
    }
  });

  it('renders every prompt with what the dialog gives it, and without', () => {
    const listed = {
      recentOrders: Object.values(ORDERS),
      options: ['Where is my order?'],
      ticket: { number: 'T-1' },
      code: '482913',
    };
    for (const { id } of templates.filter(({ kind }) => kind === 'prompt')) {
      expect(say(id, { order: ORDERS.shipped, ...listed })).not.toBe('');
      const needed = { order: ORDERS.shipped, ...(id === 'mail_code' && { code: '482913' }) };
      if (id !== 'did_you_mean') expect(say(id, { ...needed, recentOrders: [] })).not.toBe('');
    }
    expect(say('system_trouble', { shop: undefined })).toContain('try again');
  });

  it.each([
    [
      'shipped',
      'shipped',
      /^Good news: a parcel of your order W1001 is on its way with DHL\.\nIt should arrive by March 12\.\nFollow the parcel: https:\/\/track\.example\/JD0146$/,
    ],
    ['shipped', 'shipped without details', /^Good news: a parcel of your order W1001 is on its way\.$/],
    ['delayed', 'processing with a day', /delayed\.\nIt should now arrive by March 13\.$/],
    [
      'delayed',
      'late',
      /delayed\.\nIt should have arrived by March 7 and is not there yet\.[^]*https:\/\/track/,
    ],
    ['delivered', 'delivered', /^Your order W1001 was delivered on March 5\. /],
    ['delivered', 'delivered without a day', /^Your order W1001 was delivered\. /],
    ['refunded', 'partly refunded', /for your order W1001:\n• €39\.90 on March 4\n/],
  ])('tells without being asked that an order is %s, which is %s', (news, state, expected) => {
    expect(say(`notice_order_${news}`, { order: ORDERS[state] })).toMatch(expected);
  });

  it.each([
    ['processing', /being prepared and has not shipped yet\. You placed it on February 26/],
    ['processing and late', /has not shipped[^]*should have arrived by March 9, so it is late/],
    [
      'shipped',
      /on its way\. It shipped on March 8 with DHL\.\nIt should arrive by March 12\.\nTracking number: JD0146\nFollow the parcel: https:\/\/track/,
    ],
    ['shipped without details', /^Order W1001 is on its way\.$/],
    ['late', /on its way[^]*should have arrived by March 7, so it is late[^]*https:\/\/track/],
    ['delivered', /was delivered on March 5\.[^]*not reached you/],
    [
      'delivered with a return',
      /was delivered[^]*Return R-registered \(Blue Kettle\): registered, the item has not reached us yet/,
    ],
    ['cancelled', /was cancelled on February 26, so nothing will be sent\.$/],
    [
      'returned',
      /has been returned\. It was delivered on March 5\.\nReturn R-refunded[^]*Refund: €39\.90 on March 4/,
    ],
    [
      'partly refunded',
      /^Part of order W1001 has been refunded\.\nIt was delivered on March 5\.\nRefund: €39\.90 on March 4$/,
    ],
    [
      'partly refunded on its way',
      /shipped on March 8 with DHL\.\nIt should arrive by March 12\.[^]*Refund: €39\.90/,
    ],
  ])('says where an order is that is %s', (state, expected) => {
    expect(say('order_status', { order: ORDERS[state] })).toMatch(expected);
  });

  it.each([
    ['returned', /Refund of €39\.90 on March 4[^]*Return R-refunded of Blue Kettle[^]*: refunded/],
    [
      'delivered with a return',
      /Return R-registered of Blue Kettle, registered on March 8: the item has not reached us yet/,
    ],
    ['delivered', /no return and no refund on record for order W1001/],
    ['cancelled', /was cancelled on February 26\. There is no refund on record/],
  ])('says where the money is for an order that is %s', (state, expected) => {
    expect(say('refund_status', { order: ORDERS[state] })).toMatch(expected);
  });

  it.each([
    ['in stock', /is in stock: we have 14 pieces/],
    ['the last one', /we have 1 piece\./],
    ['back soon', /out of stock right now\.\nWe expect it back on March 19 \(in 9 days\)/],
    ['should be back', /no date yet/],
    ['not counted', /no stock count on record/],
  ])('says whether a product is there that is %s', (state, expected) => {
    expect(say('product_availability', { product: PRODUCTS[state] })).toMatch(expected);
  });

  it('says all that is on record of a product, and that a person knows more', () => {
    const text = say('product_info', { product: PRODUCTS['in stock'] });
    expect(text).toContain('€39.90');
    expect(text).toContain('• capacity: 1.7 l\n• cable length: 75 cm');
    expect(text).toContain('talk to a person');
  });

  it('names no order and no e-mail address before the proof', () => {
    const unproved = ['ask_code', 'wrong_code', 'mail_code'];
    for (const id of ['ask_order_number', 'ask_email', 'not_verified', 'too_many_tries', ...unproved]) {
      const [body] = wordingsOf(catalogue.find(id)!.bodies.en!.ok!);
      const said = body!.text.replace(/\{\{#if recentOrders\}\}[^]*\{\{else\}\}/, '');
      expect(said).not.toMatch(/\{\{[^}]*(order|customer)/i);
    }
  });
});
