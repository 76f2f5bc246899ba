import { contextAt } from './body-context';
import type { BodyLanguage, FactShape } from './fact-shape';
import { scanBody } from './scan-body';
import { suggestAt } from './suggest';

const leaf: FactShape = { kind: 'leaf', type: 'text' };
const day: FactShape = { kind: 'leaf', type: 'date' };
const record = (fields: Record<string, FactShape>): FactShape => ({ kind: 'record', fields });
const money = record({ amountMinor: leaf, currency: leaf });
const language: BodyLanguage = {
  roots: {
    shop: record({ name: leaf, paymentMethods: { kind: 'list', of: leaf } }),
    order: record({
      number: leaf,
      placedAt: day,
      shippedAt: { ...day, isNullable: true },
      total: money,
      lines: { kind: 'list', of: record({ name: leaf, unitPrice: money }) },
    }),
  },
  helpers: {
    if: { gives: 'block', takes: ['any'] },
    each: { gives: 'block', takes: ['listOrMap'] },
    money: { gives: 'text', takes: ['money'] },
    eq: { gives: 'condition', takes: ['any', 'any'] },
  },
};
const facts = {
  order: { number: 'W1001', lines: [{ name: 'Lamp' }], total: { amountMinor: 2450, currency: 'EUR' } },
};

/** Suggests at the `|` of a body. */
function at(
  marked: string,
  isAskedFor = false,
): { labels: string[]; insert: (label: string) => string | undefined } {
  const place = marked.lastIndexOf('|');
  const body = marked.slice(0, place) + marked.slice(place + 1);
  const items = suggestAt(body, place, language, facts, isAskedFor)?.items ?? [];
  return {
    labels: items.map(({ label }) => label),
    insert: (label) => items.find((one) => one.label === label)?.insert,
  };
}

describe(scanBody, () => {
  const kinds = (body: string): string[] =>
    scanBody(body).flatMap(({ tokens }) => tokens.map(({ kind, text }) => `${kind} ${text}`));

  it('tells facts, helpers, blocks and values apart', () => {
    expect(kinds('Hi {{#if (eq order.status "late")}}{{date order.placedAt}}{{/if}}')).toEqual([
      'brace {{',
      'block #if',
      'paren (',
      'helper eq',
      'fact order.status',
      'string "late"',
      'paren )',
      'brace }}',
      'brace {{',
      'helper date',
      'fact order.placedAt',
      'brace }}',
      'brace {{',
      'block /if',
      'brace }}',
    ]);
  });

  it('goes on after one that is left open', () => {
    expect(kinds('{{order. and {{shop.name}}').slice(-3)).toEqual(['brace {{', 'fact shop.name', 'brace }}']);
  });

  it('marks what is always refused', () => {
    expect(kinds('{{{order.number}}}')[0]).toBe('refused {{{');
    expect(kinds('{{> other}}')[0]).toBe('refused {{>');
  });

  it('takes a comment as one, braces inside or not', () => {
    expect(kinds('{{!-- not {{said}} --}}x')).toEqual(['comment {{!-- not {{said}} --}}']);
  });
});

describe(contextAt, () => {
  it('knows the helper and which of its arguments is being written', () => {
    expect(contextAt('{{#if (eq order.number ', 23)).toMatchObject({
      position: 'argument',
      helper: 'eq',
      index: 1,
    });
    expect(contextAt('{{#if (eq a b) ', 15)).toMatchObject({ position: 'argument', helper: 'if', index: 1 });
  });

  it('is plain text outside of braces, in a comment and in a string', () => {
    expect(contextAt('Hello', 3).kind).toBe('text');
    expect(contextAt('{{! order }}', 7).kind).toBe('text');
    expect(contextAt('{{eq order.number "ab"}}', 20).kind).toBe('text');
  });
});

describe(suggestAt, () => {
  it('is silent in plain text, unless asked', () => {
    expect(at('Hello |').labels).toEqual([]);
    expect(at('Hello |', true).insert('order.number')).toBe('{{order.number}}');
  });

  it('writes an amount, a day and a list so that a customer can read them', () => {
    const { insert } = at('{{|}}');
    expect(insert('order.total')).toBe('money order.total');
    expect(insert('order.placedAt')).toBe('date order.placedAt');
    expect(at('{{|').insert('order.shippedAt')).toBe(
      '#if order.shippedAt}}${}{{date order.shippedAt}}{{/if}}',
    );
    expect(insert('shop.paymentMethods')).toBe('list shop.paymentMethods');
  });

  it('closes the braces that are not closed', () => {
    expect(at('{{ord|').insert('order.number')).toBe('order.number}}');
    expect(at('{{ord|}}').insert('order.number')).toBe('order.number');
    expect(at('{{|}}').insert('#if')).toBe('#if ${}}}\n{{/if');
    expect(at('{{#i| order}}x{{/if}}').insert('#if')).toBe('#if');
  });

  it('offers an argument only what the helper takes', () => {
    expect(at('{{money |}}').labels).toEqual(['order.total']);
    expect(at('{{#each |}}').labels).toEqual(['shop.paymentMethods', 'order.lines']);
    expect(at('{{#if |}}').labels).toContain('(eq)');
  });

  it("names the item's own facts inside of a list, and the others by the root", () => {
    const { labels, insert } = at('{{#each order.lines}}{{|}}');
    expect(labels).toContain('name');
    expect(labels).not.toContain('order.number');
    expect(insert('@root.order.number')).toBe('@root.order.number');
    expect(insert('unitPrice')).toBe('money unitPrice');
  });

  it('offers the end of the block that is open', () => {
    expect(at('{{#if order}}x{{|').insert('/if')).toBe('/if}}');
    expect(at('{{#if order}}x{{/if}}{{|').labels).not.toContain('/if');
  });

  it('shows the value that a fact has', () => {
    const items = suggestAt('{{', 2, language, facts, false)!.items;
    expect(items.find(({ label }) => label === 'order.number')?.sample).toBe('W1001');
    expect(items.find(({ label }) => label === 'order.total')?.sample).toBe('€24.50');
  });
});
