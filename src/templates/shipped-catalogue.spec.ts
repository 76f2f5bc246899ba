import { join } from 'node:path';
import { PublishedCatalogue } from './published-catalogue';
import { readShippedCatalogue } from './shipped-catalogue';
import type { BodyKey, PublishedTemplate } from './template.types';
import { wordingsOf } from './wordings';
import { BARE_SHOP, day, LINE, NOW, ORDERS, PRODUCTS, SHOP } from '../../test/support/facts-of-replies';

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
