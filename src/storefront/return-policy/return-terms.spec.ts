import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { policyOfFacts, type Payer, type ReturnPolicy, type ReturnRule } from './return-policy';
import { labelUrlOf, returnTermsOf, type ReturnCase } from './return-terms';

const NOW = new Date('2026-06-15T12:00:00Z');
const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY_MS).toISOString();

const policy = (changes: Partial<ReturnPolicy> = {}): ReturnPolicy => ({
  ...policyOfFacts({ returnWindowDays: 30, returnPostage: '' }),
  finalSale: { templates: ['came_broken'] },
  postage: {
    default: 'customer',
    templates: { came_broken: 'shop' },
    words: { shop: 'free', customer: 'you pay' },
  },
  ...changes,
});
const asked = (changes: Partial<ReturnCase> = {}): ReturnCase => ({
  order: { status: 'delivered', deliveredAt: daysAgo(10) },
  line: { sku: 'MUG-1', isFinalSale: false, isThere: null, deliveredAt: null },
  product: { categories: ['Kitchen'], attributes: { material: 'Ceramic' } },
  kind: 'return',
  templateId: 'send_back',
  ...changes,
});

describe(returnTermsOf.name, () => {
  it('says who pays by what the customer came with', () => {
    const paid = (templateId: string): unknown => returnTermsOf(policy(), asked({ templateId }), NOW).terms;
    expect(paid('send_back')).toMatchObject({ paidBy: 'customer', postage: 'you pay' });
    expect(paid('came_broken')).toMatchObject({ paidBy: 'shop', postage: 'free' });
    expect(paid('constructor')).toMatchObject({ paidBy: 'customer' });
  });

  it.each<[string, ReturnRule]>([
    ['a category', { categories: ['KITCHEN '] }],
    ['an attribute', { attributes: { Material: 'ceramic' } }],
    ['how the SKU begins', { skuPrefixes: ['mug-'] }],
  ])('has other rules for %s', (_, match) => {
    const rule = { ...match, windowDays: 9, postage: 'shop' as const };
    const judged = returnTermsOf(policy({ rules: [rule] }), asked(), NOW);
    expect(judged).toMatchObject({ terms: { windowDays: 9, paidBy: 'shop' }, refusal: 'window_passed' });
    const other = asked({
      line: { ...asked().line, sku: 'X' },
      product: { categories: [], attributes: { material: 'glass' } },
    });
    expect(returnTermsOf(policy({ rules: [rule] }), other, NOW).refusal).toBeUndefined();
  });

  it('takes each thing from the first rule that says it', () => {
    const rules: ReturnRule[] = [
      { skuPrefixes: ['MUG'], postage: 'shop' },
      { categories: ['Kitchen'], windowDays: 60, postage: 'customer' },
      { categories: ['Kitchen'], windowDays: 1 },
    ];
    const { terms } = returnTermsOf(policy({ rules }), asked(), NOW);
    expect(terms).toMatchObject({ windowDays: 60, paidBy: 'shop' });
  });

  it('takes back a final sale only where it came faulty', () => {
    const line = { ...asked().line, isFinalSale: true };
    expect(returnTermsOf(policy(), asked({ line }), NOW).refusal).toBe('final_sale');
    expect(returnTermsOf(policy(), asked({ line, templateId: 'came_broken' }), NOW).refusal).toBeUndefined();
    const rules = [{ categories: ['Kitchen'], isReturnable: false }];
    expect(returnTermsOf(policy({ rules }), asked(), NOW).refusal).toBe('not_returnable');
    const broken = asked({ templateId: 'came_broken' });
    expect(returnTermsOf(policy({ rules }), broken, NOW).refusal).toBeUndefined();
  });

  it('refuses exchanges alone where none are offered', () => {
    const none = policy({ isExchangeOffered: false });
    expect(returnTermsOf(none, asked({ kind: 'exchange' }), NOW).refusal).toBe('no_exchange');
    expect(returnTermsOf(none, asked(), NOW).refusal).toBeUndefined();
  });

  it("goes by the item's own parcel", () => {
    const underWay = asked({
      order: { status: 'shipped', deliveredAt: daysAgo(3) },
      line: { ...asked().line, isThere: false },
    });
    expect(returnTermsOf(policy(), underWay, NOW).refusal).toBe('not_delivered');
    const there = asked({
      order: { status: 'shipped', deliveredAt: null },
      line: { ...asked().line, isThere: true, deliveredAt: daysAgo(2) },
    });
    expect(returnTermsOf(policy(), there, NOW)).toMatchObject({
      refusal: undefined,
      terms: { endsAt: new Date(NOW.getTime() + 28 * DAY_MS).toISOString() },
    });
  });

  it('never closes a window early, and closes it for good', () => {
    const payers = fc.constantFrom<Payer>('shop', 'customer');
    const rule = fc.record<ReturnRule>({
      categories: fc.subarray(['Kitchen', 'Food']),
      skuPrefixes: fc.subarray(['MUG', 'TEA']),
      windowDays: fc.option(fc.nat(90)),
      postage: fc.option(payers),
    });
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 5 }),
        fc.nat(90),
        fc.nat(200),
        fc.constantFrom('send_back', 'came_broken'),
        (rules, windowDays, age, templateId) => {
          const stated = policy({ rules, windowDays });
          const one = asked({ order: { status: 'delivered', deliveredAt: daysAgo(age) }, templateId });
          const { terms, refusal } = returnTermsOf(stated, one, NOW);
          // What the reply tells is what is decided by.
          expect(refusal).toBe(age > terms.windowDays ? 'window_passed' : undefined);
          expect([windowDays, ...rules.map((each) => each.windowDays)]).toContain(terms.windowDays);
          expect(terms.postage).toBe(terms.paidBy === 'shop' ? 'free' : 'you pay');
          if (templateId === 'came_broken') expect(terms.paidBy).toBe('shop');
          const later = returnTermsOf(stated, one, new Date(NOW.getTime() + DAY_MS));
          if (refusal) expect(later.refusal).toBe(refusal);
          expect(later.terms).toEqual(terms);
          // A rule for other things changes nothing.
          const more = { ...stated, rules: [{ categories: ['Garden'], windowDays: 0 }, ...rules] };
          expect(returnTermsOf(more, one, NOW)).toEqual({ terms, refusal });
        },
      ),
    );
  });
});

describe(labelUrlOf.name, () => {
  const labelUrlPattern = 'https://labels.example/{orderNumber}/{returnNumber}.pdf';

  it('is a label where the shop pays, and none elsewhere', () => {
    const of = (paidBy: Payer | null): string | null =>
      labelUrlOf({ labelUrlPattern }, { paidBy }, 'RMA-1', '#10/01');
    expect(of('shop')).toBe('https://labels.example/%2310%2F01/RMA-1.pdf');
    expect(of('customer')).toBeNull();
    expect(of(null)).toBeNull();
  });
});
