import { compileBody } from './body-compiler';
import { RenderError } from '../templates.errors';

const NOW = new Date('2026-03-10T12:00:00Z');

function render(body: string, facts: Record<string, unknown> = {}, locale = 'en', timeZone = 'UTC'): string {
  return compileBody(body)(facts, { locale, now: NOW, timeZone });
}

describe(compileBody.name, () => {
  it('prints texts and numbers as they are, without escaping for HTML', () => {
    const facts = { shop: { name: 'Juniper & "Oak" <3', returnWindowDays: 30 } };
    expect(render('{{shop.name}}: {{shop.returnWindowDays}}', facts)).toBe('Juniper & "Oak" <3: 30');
  });

  it.each([
    [
      'money in euros',
      '{{money order.total}}',
      { order: { total: { amountMinor: 3990, currency: 'EUR' } } },
      'en',
      '€39.90',
    ],
    [
      'money in German',
      '{{money order.total}}',
      { order: { total: { amountMinor: 3990, currency: 'EUR' } } },
      'de',
      '39,90\u00a0€',
    ],
    [
      'money without cents',
      '{{money order.total}}',
      { order: { total: { amountMinor: 3990, currency: 'JPY' } } },
      'en',
      '¥3,990',
    ],
    [
      'a day of this year',
      '{{date order.placedAt}}',
      { order: { placedAt: '2026-03-05T10:00:00Z' } },
      'en',
      'March 5',
    ],
    [
      'a day as the British write it',
      '{{date order.placedAt}}',
      { order: { placedAt: '2026-03-05T10:00:00Z' } },
      'en-GB',
      '5 March',
    ],
    [
      'a day of another year',
      '{{date order.placedAt}}',
      { order: { placedAt: '2025-12-31T10:00:00Z' } },
      'en',
      'December 31, 2025',
    ],
    [
      'tomorrow',
      '{{relativeDate order.expectedAt}}',
      { order: { expectedAt: '2026-03-11T00:30:00Z' } },
      'en',
      'tomorrow',
    ],
    [
      'days ahead',
      '{{relativeDate order.expectedAt}}',
      { order: { expectedAt: '2026-03-19T23:00:00Z' } },
      'en',
      'in 9 days',
    ],
    [
      'weeks ago',
      '{{relativeDate order.expectedAt}}',
      { order: { expectedAt: '2026-02-10T00:00:00Z' } },
      'en',
      '4 weeks ago',
    ],
    ['one piece', '{{plural product.stock "piece" "pieces"}}', { product: { stock: 1 } }, 'en', '1 piece'],
    ['no pieces', '{{plural product.stock "piece" "pieces"}}', { product: { stock: 0 } }, 'en', '0 pieces'],
    ['a list', '{{list options}}', { options: ['A', 'B', 'C'] }, 'en', 'A, B, and C'],
    [
      'a list of names',
      '{{list order.lines "name"}}',
      { order: { lines: [{ name: 'A' }, { name: 'B' }] } },
      'en',
      'A and B',
    ],
    [
      'a default',
      '{{default order.carrier "our carrier"}}',
      { order: { carrier: null } },
      'en',
      'our carrier',
    ],
    [
      'what is not needed',
      '{{default order.carrier "our carrier"}}',
      { order: { carrier: 'DHL' } },
      'en',
      'DHL',
    ],
  ])('writes %s', (_name, body, facts, locale, text) => {
    expect(render(body, facts, locale)).toBe(text);
  });

  it("takes the day from the shop's time zone", () => {
    const facts = { order: { placedAt: '2026-03-05T23:30:00Z' } };
    expect(render('{{date order.placedAt}}', facts, 'en', 'Europe/Berlin')).toBe('March 6');
  });

  it('branches on facts, absent ones included', () => {
    const body =
      '{{#if ticket}}{{ticket.number}}{{else if (and (eq order.status "shipped") (not order.isLate))}}fine{{else}}late{{/if}}';
    expect(render(body, { ticket: { number: 'T-1' } })).toBe('T-1');
    expect(render(body, { order: { status: 'shipped', isLate: false } })).toBe('fine');
    expect(render(body, { order: { status: 'shipped', isLate: true } })).toBe('late');
  });

  it('goes through lists, with the facts around them', () => {
    const body =
      '{{#each order.lines as |line|}}{{@index}} {{#if @first}}first{{/if}} {{line.name}} {{../order.number}}{{@root.shop.name}}\n{{else}}none{{/each}}';
    const order = { number: 'W1', lines: [{ name: 'A' }, { name: 'B' }] };
    expect(render(body, { order, shop: { name: 'S' } })).toBe('0 first A W1S\n1 B W1S');
    expect(render(body, { order: { number: 'W1', lines: [] }, shop: { name: 'S' } })).toBe('none');
  });

  it('goes through a list of texts within which a fact around it is named', () => {
    const facts = { options: ['A', 'B'], shop: { name: 'S' } };
    expect(render('{{#each options}}{{this}} of {{../shop.name}}, {{/each}}', facts)).toBe('A of S, B of S,');
  });

  it('tells equal entries of loops within each other apart', () => {
    const promotions = [{ name: 'A' }, { name: 'B' }];
    const facts = { options: ['A', 'B'], shop: { promotions } };
    const records =
      '{{#each shop.promotions}}{{#each @root.shop.promotions as |inner|}}{{../name}}{{inner.name}} {{/each}}{{/each}}';
    expect(render(records, facts)).toBe('AA AB BA BB');
    expect(render('{{#each options}}{{#each ../options}}{{../this}}{{this}} {{/each}}{{/each}}', facts)).toBe(
      'AA AB BA BB',
    );
  });

  it('knows which entries are still current', () => {
    const promotions = [
      { name: 'old', endsAt: '2026-03-01T00:00:00Z' },
      { name: 'new', endsAt: '2026-04-01T00:00:00Z' },
      { name: 'always', endsAt: null },
    ];
    const body = '{{#each (current shop.promotions)}}{{name}} {{/each}}';
    expect(render(body, { shop: { promotions } })).toBe('new always');
  });

  it.each([
    ['a missing fact', '{{order.number}}', { order: {} }],
    ['a missing record', '{{order.number}}', {}],
    ['a null fact', 'x {{order.carrier}}', { order: { carrier: null } }],
    ['a missing fact in a condition', '{{#if order.carrier}}a{{/if}}b', { order: {} }],
    ['a null fact in a helper', '{{date order.shippedAt}}', { order: { shippedAt: null } }],
    ['a missing fact in a helper', '{{money order.total}}', { order: {} }],
    ['a null list', '{{#each order.lines}}{{name}}{{/each}}x', { order: { lines: null } }],
    ['a record as text', '{{order.total}}', { order: { total: { amountMinor: 1 } } }],
    ['a yes or no as text', '{{order.isLate}}', { order: { isLate: true } }],
    ['no date', '{{date order.placedAt}}', { order: { placedAt: 'soon' } }],
    ['a fact that is not declared', '{{order.count}}', { order: { count: 1 } }],
    ['an unknown currency', '{{money order.total}}', { order: { total: { amountMinor: 1, currency: '?' } } }],
    ['what is not own', '{{order.constructor}}', { order: {} }],
    ['a function among the facts', '{{order.number}}', { order: { number: () => 'W1' } }],
    ['an object with a prototype', '{{order.number}}', { order: new Date() }],
    ['nothing at all', '{{#if ticket}}x{{/if}}', {}],
  ])('refuses %s', (_name, body, facts) => {
    expect(() => render(body, facts)).toThrow(RenderError);
  });

  it('says where the hole is, and nothing of the facts', () => {
    const facts = { order: { email: 'ana@example.com', shippedAt: null } };
    expect(() => render('one\n {{date order.shippedAt}}', facts)).toThrow('date at 2:2: a fact is null');
  });

  it('strips what could play tricks from facts, and keeps lines and joined emoji', () => {
    const reason = 'a\u0000b\u001b[31mc\u202Ed\r\ne\tf\u{1F469}\u200D\u{1F527}\ud800';
    expect(render('{{reason}}', { reason })).toBe('ab[31mcd\ne f\u{1F469}\u200D\u{1F527}');
  });

  it('never reads a fact as a template', () => {
    expect(render('{{reason}}', { reason: '{{shop}} {{#if' })).toBe('{{shop}} {{#if');
  });

  it('cuts what the customer typed when it is long', () => {
    expect(render('{{excerpt newAddress}}', { newAddress: '😀'.repeat(5000) })).toBe(`${'😀'.repeat(299)}…`);
  });

  it('cuts what is longer than a message, and what is more than a list holds, and shows it', () => {
    const description = 'word '.repeat(2000);
    const reply = compileBody('{{product.description}}')(
      { product: { description } },
      { locale: 'en', now: NOW, timeZone: 'UTC', maxLength: 30 },
    );
    expect(reply).toBe('word word word word word…');
    expect(render('{{product.description}}', { product: { description } })).toHaveLength(4000);

    const options = Array.from({ length: 12 }, (_, index) => `o${index}`);
    expect(render('{{#each options}}{{this}} {{/each}}', { options })).toMatch(/^o0 .* o9\n…$/);
    expect(render('{{list options}}', { options })).toMatch(/, o9, and …$/);
  });

  it('links to the parcel, or says its number, or nothing', () => {
    const link = (order: object, format: 'plain' | 'markdown' | 'html' = 'plain'): string =>
      compileBody('Parcel: {{trackingLink order}}')(
        {
          order: {
            carrier: 'DHL',
            trackingNumber: 'J_1',
            trackingUrl: 'https://t.example/a_(1)?b&c',
            ...order,
          },
        },
        { locale: 'en', now: NOW, timeZone: 'UTC', format },
      );
    expect(link({})).toBe('Parcel: https://t.example/a_(1)?b&c');
    expect(link({}, 'markdown')).toBe('Parcel: [J\\_1](https://t.example/a_%281%29?b&c)');
    expect(link({}, 'html')).toBe('Parcel: <a href="https://t.example/a_(1)?b&amp;c">J_1</a>');
    expect(link({ trackingUrl: null })).toBe('Parcel: DHL J_1');
    expect(link({ trackingUrl: 'javascript:alert(1)' }, 'html')).toBe('Parcel: DHL J_1');
    expect(link({ trackingUrl: null, trackingNumber: null })).toBe('Parcel:');
  });

  it('leaves no gaps where blocks were', () => {
    expect(render('a\n\n{{#if ticket}}\nb\n{{/if}}\n\n\n  c   d  \n', {})).toBe('a\n\nc d');
  });
});
