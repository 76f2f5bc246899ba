import fc from 'fast-check';
import { compileBody, type CompiledBody } from '../rendering/body-compiler';
import type { RenderContext } from '../rendering/fact-formats';
import type { Template } from '../template.types';
import { arbitraryBody } from '../../../test/support/arbitrary-bodies';
import { arbitraryFacts } from '../../../test/support/arbitrary-facts';
import { givenFacts } from './given-facts';
import { checkTemplate } from './template-check';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 600);
const MAX_MS = 20;

const ACTIONS: Template['action'][] = [null, { type: 'open_ticket', confirm: false }];
const NEEDS: Template['needs'][] = [
  ['order', 'orderLine', 'product', 'reason', 'newAddress', 'wantedItem', 'verifiedCustomer'],
  ['order', 'product', 'reason', 'wantedItem', 'newAddress', 'verifiedCustomer'],
  ['order'],
];

const contexts = fc.record({
  locale: fc.constantFrom('en', 'de-AT', 'ar', 'ja', 'pl'),
  now: fc.constant(new Date('2026-03-10T12:00:00Z')),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia'),
  format: fc.constantFrom('plain' as const, 'markdown' as const, 'html' as const),
  maxLength: fc.constantFrom(4000, 200),
});

const cases = fc
  .record({
    start: fc.constantFrom('', 'About it: ', 'Hi, '),
    body: arbitraryBody(),
    needs: fc.constantFrom(...NEEDS),
    action: fc.constantFrom(...ACTIONS),
  })
  .map(({ start, body, needs, action }) => ({
    id: 'engraving',
    intent: null,
    description: 'Asks for an engraving.',
    examples: ['Can you engrave a name on it?'],
    needs,
    action,
    bodies: { en: { ok: `${start}${body}` } },
  }))
  .chain((template) =>
    fc.tuple(fc.constant(template), arbitraryFacts(givenFacts(template, 'answer', 'ok')), contexts),
  );

const LONG = 'Ein langer Text mit é, <b> und https://www.example.com. '.repeat(200);
const LINE = {
  name: LONG,
  quantity: 5,
  isFinalSale: true,
  unitPrice: { amountMinor: 3990, currency: 'EUR' },
};
const ORDER = { placedAt: '2026-03-05T10:00:00Z', lines: Array<object>(100).fill(LINE) };
/** As much as a shop's records can have. */
const LARGEST = {
  order: ORDER,
  recentOrders: Array<object>(10).fill(ORDER),
  product: { description: LONG },
  reason: LONG,
  shop: { shippingCountries: Array<string>(250).fill(LONG) },
};

/** The least of several times, of the processor's, as others use the machine as well. */
function fastest(render: CompiledBody, facts: Record<string, unknown>, context: RenderContext): number {
  let least = Infinity;
  for (let run = 0; run < 12 && least > MAX_MS; run += 1) {
    const before = process.cpuUsage();
    render(facts, context);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

describe('a template that the check accepts', () => {
  it(`is filled within ${MAX_MS} ms, whatever the facts are`, () => {
    let accepted = 0;
    fc.assert(
      fc.property(cases, ([template, facts, context]) => {
        if (checkTemplate(template, 'answer').kind === 'invalid') return;
        accepted += 1;
        const render = compileBody(template.bodies.en.ok);
        const text = render(facts, context);
        expect(text).toMatch(/\S/);
        expect(text.length).toBeLessThanOrEqual(context.maxLength);
        expect(fastest(render, facts, context)).toBeLessThan(MAX_MS);
      }),
      { numRuns: RUNS },
    );
    // Otherwise this would show nothing.
    expect(accepted).toBeGreaterThan(RUNS / 8);
  });

  it.each([
    ['days', '{{#each order.lines}}{{relativeDate @root.order.placedAt}}', 5, '{{/each}}'],
    ['amounts', '{{#each order.lines}}{{money unitPrice}}', 16, '{{/each}}'],
    ['conditions', '{{#each order.lines}}{{#if (and isFinalSale (gt quantity 3))}}x{{/if}}', 9, '{{/each}}'],
    ['long texts', '{{excerpt reason}}{{product.description}}', 75, ''],
    ['lists', '{{list shop.shippingCountries}}', 19, ''],
    ['lists in lists', '{{#each recentOrders}}{{list lines "name"}}', 4, '{{/each}}'],
  ])('is filled within the time also with as many %s as are allowed', (_what, braces, count, end) => {
    const [start = ''] = /^\{\{#each [^}]*\}\}/.exec(braces) ?? [];
    const inner = braces.slice(start.length);
    const template = (times: number): object => ({
      id: 'engraving',
      description: 'x',
      examples: ['x'],
      needs: ['order', 'product', 'reason'],
      bodies: {
        en: {
          ok: `x ${start && `{{#if ${start.slice(8, -2)}}}`}${start}${inner.repeat(times)}${end}${start && '{{/if}}'}`,
        },
      },
    });
    expect(checkTemplate(template(count), 'answer').kind).toBe('valid');
    const render = compileBody((template(count) as Template).bodies.en!.ok as string);
    for (const format of ['plain', 'markdown', 'html'] as const) {
      const context = { locale: 'de', now: new Date(), timeZone: 'Europe/Berlin', format };
      expect(fastest(render, LARGEST, context)).toBeLessThan(MAX_MS);
    }
  });
});
