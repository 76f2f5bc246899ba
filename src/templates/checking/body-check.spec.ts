import { checkTemplate, type TemplateFault } from '..';
import { checkBody } from './body-check';

/** Faults of a template that needs an order and opens a ticket, with this as its only body. */
function bodyFaults(ok: string): TemplateFault[] {
  const template = {
    id: 'engraving',
    intent: 'inquiry',
    description: 'Asks for an engraving.',
    examples: ['Can you engrave a name on it?'],
    needs: ['order'],
    action: { type: 'open_ticket', confirm: false },
    bodies: { en: { ok } },
  };
  const check = checkTemplate(template, 'answer');
  return check.kind === 'invalid' ? check.faults : check.warnings;
}

const codes = (faults: TemplateFault[]): string[] => faults.map(({ code }) => code);

describe(checkBody.name, () => {
  it.each([
    '{{{shop.name}}}',
    '{{&shop.name}}',
    '{{> card}}',
    '{{#> card}}x{{/card}}',
    '{{#*inline "x"}}y{{/inline}}{{> x}}',
    '{{* deco}}',
    '{{constructor}}',
    '{{shop.constructor}}',
    '{{shop.__proto__.polluted}}',
    '{{#each shop.promotions}}{{constructor.name}}{{/each}}',
    '{{lookup shop "constructor"}}',
    '{{#with shop}}{{name}}{{/with}}',
    '{{log shop.name}}',
    '{{#shop}}{{name}}{{/shop}}',
    '{{^shop}}x{{/shop}}',
    '{{../shop.name}}',
    '{{#each shop.promotions}}{{../../shop.name}}{{/each}}',
    '{{@root}}',
    '{{@root.process}}',
    '{{@root.constructor}}',
    '{{@timeZone}}',
    '{{@index}}',
    '{{#each shop.promotions}}{{@../index}}{{/each}}',
    '{{this}}',
    '{{helperMissing shop.name}}',
    '{{blockHelperMissing shop.name}}',
    '{{printFact shop.name}}',
    '{{toString}}',
    '{{toString shop.name}}',
    '{{#toString shop.name}}x{{/toString}}',
    '{{(lookup shop "name")}}',
    '{{shop.name.length}}',
    '{{{{raw}}}}x{{{{/raw}}}}',
    '{{"text"}}',
    '{{true}}',
    '{{money shop.name}}',
    '{{date shop.name x=1}}',
    '{{date}}',
    '{{date shop.name shop.name}}',
    '{{list shop.name}}',
    '{{shop.promotions}}',
    '{{eq shop.name "x"}}',
    '{{#each shop.name}}x{{/each}}',
    '{{#each (list shop.promotions "name")}}x{{/each}}',
    '{{#if shop.name "x"}}x{{/if}}',
    '{{#if undefined}}x{{/if}}',
    '{{product.attributes.size}}',
    '{{#if shop.name}}',
    '{{#if (not (not (not (not (not shop.name)))))}}x{{/if}}',
    `${'{{#if shop.name}}'.repeat(9)}x${'{{/if}}'.repeat(9)}`,
    '{{#each shop.promotions}}{{#each ../shop.promotions}}{{#each ../../shop.promotions}}x{{/each}}{{/each}}{{/each}}',
  ])('refuses the body %s', (body) => {
    expect(bodyFaults(body)).not.toEqual([]);
  });

  it("names the line of what can't be parsed", () => {
    expect(bodyFaults('one\ntwo {{#if}\n')[0]).toMatchObject({
      path: 'bodies.en.ok',
      code: 'parse_error',
      line: 2,
    });
    expect(bodyFaults('one\n{{#if shop.name}}x{{/each}}')[0]).toMatchObject({ code: 'parse_error', line: 2 });
  });

  it('wants a fact to be needed or asked for before it is used', () => {
    expect(codes(bodyFaults('{{product.name}}'))).toEqual(['fact_not_given']);
    expect(bodyFaults('Of {{#if product}}{{product.name}}{{/if}}')).toEqual([]);
    expect(bodyFaults('Of {{#if (and product order.isLate)}}{{product.name}}{{/if}}')).toEqual([]);
    expect(bodyFaults('{{#unless product}}none{{else}}{{product.name}}{{/unless}}')).toEqual([]);
    expect(codes(bodyFaults('{{#if product}}x{{else}}{{product.name}}{{/if}}'))).toEqual(['fact_not_given']);
    expect(codes(bodyFaults('{{#if product.stock}}x{{/if}}'))).toEqual(['fact_not_given']);
  });

  it('lets a long chain of branches stand', () => {
    const chain = Array.from({ length: 30 }, (_, index) => `{{else if (eq order.status "s${index}")}}x`).join(
      '',
    );
    expect(bodyFaults(`{{#if order.isLate}}late${chain}{{else}}y{{/if}}`)).toEqual([]);
  });

  it('wants what the records may not know to be asked for before it is used', () => {
    const fault = (body: string): string[] => codes(bodyFaults(`x ${body}`));
    for (const body of [
      '{{order.carrier}}',
      '{{date order.shippedAt}}',
      '{{#if order.carrier}}x{{else}}{{order.carrier}}{{/if}}',
      '{{#if (or order.carrier order.isLate)}}{{order.carrier}}{{/if}}',
      '{{#if (eq order.carrier order.trackingNumber)}}{{order.carrier}}{{/if}}',
      '{{#each order.refunds}}{{reason}}{{/each}}',
      '{{#each order.refunds}}{{#if reason}}{{../order.carrier}}{{/if}}{{/each}}',
    ]) {
      expect([body, ...fault(body)]).toEqual([body, 'fact_may_be_unknown']);
    }
    expect(fault('{{list order.refunds "reason"}}')).toEqual(['wrong_arguments']);
    for (const body of [
      '{{#if order.carrier}}{{order.carrier}}{{/if}}',
      '{{#unless order.carrier}}x{{else}}{{@root.order.carrier}}{{/unless}}',
      '{{#if (not order.carrier)}}x{{else}}{{order.carrier}}{{/if}}',
      '{{#if (and order.isLate order.expectedAt)}}{{date order.expectedAt}}{{/if}}',
      '{{#if (or (not order.carrier) order.isLate)}}x{{else}}{{order.carrier}}{{/if}}',
      '{{#if (eq order.carrier null)}}x{{else}}{{order.carrier}}{{/if}}',
      '{{#if (eq order.carrier "DHL")}}{{order.carrier}}{{/if}}',
      '{{default order.carrier "x"}}',
      '{{#each order.refunds}}{{#if reason}}{{this.reason}}{{/if}}{{/each}}',
      '{{#if order.carrier}}{{#each order.lines}}{{../order.carrier}}{{/each}}{{/if}}',
      '{{#each order.refunds as |refund|}}{{#if refund.reason}}{{refund.reason}}{{/if}}{{/each}}',
      '{{trackingLink order}}',
    ]) {
      expect([body, ...fault(body)]).toEqual([body]);
    }
  });

  it.each([
    ['{{order.nummer}}', 1, 3, 'order.number'],
    ['a\n {{orderNumber}}', 2, 4, 'order.number'],
    ['{{number}}', 1, 3, 'order.number'],
    ['{{#each order.lines}}{{nam}}{{/each}}', 1, 24, 'name'],
    ['{{#each order.lines}}\n{{shop.name}}{{/each}}', 2, 3, '@root.shop.name'],
    ['{{#if (eqq order.status "x")}}x{{/if}}', 1, 8, 'eq'],
    ['{{mony order.total}}', 1, 3, 'money'],
    ['{{#iff order.isLate}}x{{/iff}}', 1, 1, 'if'],
    ['{{{shop.name}}}', 1, 1, '{{shop.name}}'],
    ['{{list order.lines "nmae"}}', 1, 20, '"name"'],
    ['{{#if order.isLate}}x{{/each}}', 1, 22, '{{/if}}'],
  ])('says what was probably meant by %s', (body, line, column, suggestion) => {
    expect(bodyFaults(body)[0]).toMatchObject({ path: 'bodies.en.ok', line, column, suggestion });
  });

  it.each([
    ['one\n {{#if order.isLate}}\nx', 2, 2, /{{#if}} that begins here is not closed/],
    ['x\n  {{order.number', 2, 3, /"{{order.number" that begins here is not closed/],
    ['x {{order.number} y {{shop.name}}', 1, 3, /not closed/],
    ['{{!-- note', 1, 1, /"--}}" is missing/],
    ['x {{/if}}', 1, 3, /closes nothing/],
    ['x\n{{else}}', 2, 1, /belongs between/],
    ['{{#if order.isLate}}a{{else}}b{{else}}c{{/if}}', 1, 31, /has an {{else}} already/],
    ['one\n\n\ntwo words and more words {{#if (eq order.status "x"}}x{{/if}}', 4, 52, /from "}}x/],
    ['{{}}', 1, 3, /can't be understood/],
    ['{{order number=}}', 1, 16, /can't be understood/],
  ])('explains what is wrong with the braces of %j', (body, line, column, message) => {
    expect(bodyFaults(body)).toEqual([
      { path: 'bodies.en.ok', line, column, code: 'parse_error', message: expect.stringMatching(message) },
    ]);
  });

  it('looks at helpers within each other no further than a few deep', () => {
    const body = `x{{#if ${'(not '.repeat(1300)}order${')'.repeat(1300)}}}y{{/if}}`;
    expect(bodyFaults(body).map(({ code }) => code)).toEqual(['too_deep']);
  });

  it('lists fifty faults of a body at most', () => {
    expect(codes(bodyFaults('{{ordr.nmber}}'.repeat(500)))).toEqual(Array(50).fill('unknown_fact'));
  });
});
