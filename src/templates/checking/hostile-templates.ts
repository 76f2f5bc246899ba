import type { TemplateKind } from '../template.types';
import type { RuleName } from './rules';

/** A template that somebody would publish to do harm, or in haste. */
export interface HostileTemplate {
  class: string;
  what: string;
  template: unknown;
  kind: TemplateKind;
  /** The rule that refuses it. */
  refusedBy: RuleName;
}

const BASE = {
  id: 'engraving',
  intent: 'inquiry',
  description: 'Asks for an engraving.',
  examples: ['Can you engrave a name on it?'],
  needs: ['order', 'reason'],
  action: null,
  bodies: { en: { ok: 'Yes.' } },
};

const times = (text: string, count: number): string => text.repeat(count);
const nested = (open: string, inner: string, close: string, count: number): string =>
  `${times(open, count)}${inner}${times(close, count)}`;

/** `JSON.parse` makes a field of `__proto__`, as a request does; an object literal would not. */
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

const whole = (
  of: string,
  refusedBy: RuleName,
  what: string,
  changes: object,
  kind: TemplateKind = 'answer',
): HostileTemplate => ({ class: of, what, template: { ...BASE, ...changes }, kind, refusedBy });

const body = (of: string, refusedBy: RuleName, text: unknown, what = String(text)): HostileTemplate =>
  whole(of, refusedBy, what.slice(0, 100), { bodies: { en: { ok: text } } });

const saying = (of: string, refusedBy: RuleName, braces: string): HostileTemplate =>
  body(of, refusedBy, `x ${braces}`, braces);

/** A parsed body with code where a number is expected: Handlebars would write it into the function that it makes. */
const loc = { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
const strip = { open: false, close: false };
const name = (original: string): object => ({
  type: 'PathExpression',
  data: false,
  depth: 0,
  parts: [original],
  original,
  loc,
});
const codeInAst = (value: string): object => ({
  type: 'Program',
  body: [
    { type: 'ContentStatement', value: 'x', original: 'x', loc },
    {
      type: 'BlockStatement',
      path: name('if'),
      params: [
        {
          type: 'SubExpression',
          path: name('eq'),
          params: [name('reason'), { type: 'NumberLiteral', value, original: 1, loc }],
          loc,
        },
      ],
      program: { type: 'Program', body: [], strip: {}, loc },
      openStrip: strip,
      inverseStrip: strip,
      closeStrip: strip,
      loc,
    },
  ],
  strip: {},
  loc,
});

const ACTION = { type: 'open_ticket', confirm: false };

export const HOSTILE_TEMPLATES: HostileTemplate[] = [
  saying('prototype paths', 'known-facts', '{{constructor}}'),
  saying('prototype paths', 'known-facts', '{{constructor.constructor}}'),
  saying('prototype paths', 'known-facts', '{{shop.constructor.name}}'),
  saying('prototype paths', 'known-facts', '{{shop.__proto__.polluted}}'),
  saying('prototype paths', 'known-facts', '{{order.prototype}}'),
  saying('prototype paths', 'known-facts', '{{shop.[constructor]}}'),
  saying('prototype paths', 'known-facts', '{{order/__proto__/x}}'),
  saying('prototype paths', 'known-facts', '{{shop.toString}}'),
  saying('prototype paths', 'known-facts', '{{#each order.lines}}{{__defineGetter__}}{{/each}}'),
  saying('prototype paths', 'known-facts', '{{#if (eq shop.hasOwnProperty 1)}}y{{/if}}'),
  saying('prototype paths', 'known-facts', '{{@root.constructor}}'),
  saying(
    'prototype paths',
    'block-parameters',
    '{{#each order.lines as |constructor|}}{{constructor.name}}{{/each}}',
  ),
  saying('prototype paths', 'block-parameters', '{{#each order.lines as |__proto__|}}y{{/each}}'),

  saying('helper abuse', 'known-helpers', '{{lookup shop "constructor"}}'),
  saying('helper abuse', 'known-helpers', '{{lookup (lookup shop "__proto__") "constructor"}}'),
  saying('helper abuse', 'known-helpers', '{{log order.email level="error"}}'),
  saying('helper abuse', 'known-helpers', '{{helperMissing shop.name}}'),
  saying('helper abuse', 'known-helpers', '{{printFact shop.name}}'),
  saying('helper abuse', 'known-helpers', '{{toString shop.name}}'),
  saying('helper abuse', 'known-helpers', '{{this.money order.total}}'),
  saying('helper abuse', 'known-helpers', '{{"money" order.total}}'),
  saying('helper abuse', 'known-helpers', '{{if order.isLate "late" "early"}}'),
  saying('helper abuse', 'argument-count', '{{money order.total order.total}}'),
  saying('helper abuse', 'argument-count', '{{#if order.isLate order.isLate}}y{{/if}}'),
  saying('helper abuse', 'argument-kinds', '{{money shop.name}}'),
  saying('helper abuse', 'argument-kinds', '{{plural "many" "a" "b"}}'),
  saying('helper abuse', 'named-arguments', '{{money order.total currency="USD"}}'),
  saying('helper abuse', 'named-arguments', '{{#each order.lines constructor=1}}y{{/each}}'),

  saying('blocks of Handlebars', 'known-blocks', '{{#with shop}}{{constructor}}{{/with}}'),
  saying('blocks of Handlebars', 'known-blocks', '{{#shop}}{{name}}{{/shop}}'),
  saying('blocks of Handlebars', 'known-blocks', '{{^order}}y{{/order}}'),
  saying('blocks of Handlebars', 'known-blocks', '{{#blockHelperMissing shop}}y{{/blockHelperMissing}}'),
  saying('blocks of Handlebars', 'known-blocks', '{{#"if" order}}y{{/"if"}}'),
  saying('raw blocks', 'known-blocks', '{{{{raw}}}}{{constructor}}{{{{/raw}}}}'),
  saying('raw blocks', 'syntax', '{{{{raw}}}}{{constructor}}'),

  saying('recursion', 'partials', '{{> engraving}}'),
  saying('recursion', 'partials', '{{> (excerpt reason)}}'),
  saying('recursion', 'partials', '{{#> engraving}}y{{/engraving}}'),
  saying('recursion', 'partials', '{{> @partial-block}}'),
  saying('decorators', 'decorators', '{{* inline}}'),
  saying('decorators', 'decorators', '{{#*inline "engraving"}}y{{/inline}}'),

  saying('triple stash', 'raw-output', '{{{reason}}}'),
  saying('triple stash', 'raw-output', '{{&reason}}'),
  saying('triple stash', 'raw-output', '{{{excerpt reason}}}'),

  saying('data variables', 'data-variables', '{{@root}}'),
  saying('data variables', 'data-variables', '{{@filling.now}}'),
  saying('data variables', 'data-variables', '{{#each order.lines}}{{@../index}}{{/each}}'),
  saying('data variables', 'data-variables', '{{@_parent}}'),
  saying('data variables', 'single-facts', '{{#if this}}y{{/if}}'),
  saying('data variables', 'single-facts', '{{#if (eq . null)}}y{{/if}}'),

  saying('path tricks', 'scopes', '{{../shop.name}}'),
  saying('path tricks', 'scopes', '{{../../../../etc/passwd}}'),
  saying('path tricks', 'scopes', '{{#each order.lines}}{{../../shop.name}}{{/each}}'),
  whole('path tricks', 'id', 'an id that leads out of its folder', { id: '../../etc/passwd' }),
  whole('path tricks', 'id', 'an id of nothing', { id: '' }),
  whole('path tricks', 'locale-names', 'a locale that is a path', {
    bodies: { ...BASE.bodies, '../de': { ok: 'x' } },
  }),
  whole('path tricks', 'locale-names', 'a locale that is the prototype', {
    bodies: json('{"en":{"ok":"x"},"__proto__":{"ok":"x"}}'),
  }),
  whole('path tricks', 'known-outcomes', 'an outcome that is the prototype', {
    bodies: { en: json('{"ok":"x","__proto__":"x"}') },
  }),

  saying('block parameters', 'block-parameters', '{{#each order.lines as |money|}}{{money.name}}{{/each}}'),
  saying('block parameters', 'block-parameters', '{{#each order.lines as |shop|}}{{shop.name}}{{/each}}'),
  saying('block parameters', 'block-parameters', '{{#each order.lines as |a b c d|}}y{{/each}}'),
  saying('block parameters', 'block-parameters', '{{#if order.lines as |a|}}y{{/if}}'),

  saying('sub-expressions', 'expression-depth', `{{#if ${nested('(not ', 'reason', ')', 600)}}}y{{/if}}`),
  saying('sub-expressions', 'syntax', '{{(lookup shop "name")}}'),
  saying('sub-expressions', 'argument-kinds', '{{eq reason "x"}}'),
  saying('sub-expressions', 'known-helpers', '{{excerpt (lookup . "constructor")}}'),

  saying('deep nesting', 'block-depth', nested('{{#if reason}}', 'y', '{{/if}}', 300)),
  saying('huge loops', 'rendering-cost', nested('{{#each @root.order.lines}}', '{{name}}', '{{/each}}', 3)),
  saying(
    'huge loops',
    'rendering-cost',
    `{{#each order.lines}}${times('{{relativeDate @root.order.placedAt}}', 60)}{{/each}}`,
  ),
  saying(
    'huge loops',
    'rendering-cost',
    `{{#each order.lines}}{{#each ../order.returns}}${times('y', 900)}{{/each}}{{/each}}`,
  ),
  saying('format bombs', 'argument-kinds', '{{date shop.name}}'),
  saying('format bombs', 'argument-kinds', '{{plural 1 "x" order.lines}}'),
  saying('format bombs', 'argument-kinds', '{{list order.lines "unitPrice"}}'),
  saying('format bombs', 'argument-kinds', '{{list order.refunds "reason"}}'),

  whole('oversize', 'template-size', 'half a megabyte', {
    bodies: Object.fromEntries(
      [
        'en',
        'de',
        'fr',
        'es',
        'it',
        'nl',
        'sv',
        'da',
        'fi',
        'pl',
        'cs',
        'pt',
        'ro',
        'hu',
        'el',
        'bg',
        'hr',
        'sk',
        'sl',
        'et',
        'lv',
        'lt',
        'ga',
        'mt',
        'tr',
        'nb',
        'is',
        'uk',
        'sr',
        'sq',
        'mk',
        'bs',
        'ca',
        'eu',
        'gl',
      ].map((locale) => [locale, { ok: times('x', 3900) }]),
    ),
  }),
  whole('oversize', 'locale-count', 'sixty locales', {
    bodies: {
      ...BASE.bodies,
      ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`en-x-a${at}`, { ok: 'x' }])),
    },
  }),
  whole('oversize', 'body-size', 'a body that takes long to parse', {
    bodies: { en: { ok: `x${times('{{!}}', 2000)}` } },
  }),
  whole('oversize', 'channel-length', 'more than a message holds', {
    bodies: { en: { ok: times('x', 4001) } },
  }),
  whole('oversize', 'description', 'a description as long as a book', { description: times('x', 501) }),
  whole('oversize', 'example-count', 'examples that crowd the catalogue', {
    examples: Array(51).fill('a name on it'),
  }),
  whole('oversize', 'example-length', 'an example as long as a book', { examples: [times('x', 301)] }),
  whole('oversize', 'buttons', 'a wall of buttons', { suggestedActions: { en: Array(11).fill('Yes') } }),
  whole('oversize', 'wording-count', 'a hundred wordings', {
    bodies: { en: { ok: Array(100).fill({ text: 'x' }) } },
  }),

  body('objects for text', 'body-text', codeInAst('process.exit()'), 'a parsed body with code for a number'),
  body(
    'objects for text',
    'body-text',
    { type: 'Program', body: [{ type: 'ContentStatement', value: 'x', loc }], strip: {} },
    'a parsed body',
  ),
  whole('objects for text', 'body-text', 'a parsed wording', {
    bodies: { en: { ok: [{ text: codeInAst('process.exit()') }] } },
  }),
  whole('objects for text', 'field-types', 'a question whether to ask that is text', {
    action: { ...ACTION, confirm: 'false' },
    bodies: { en: { confirm: 'x', ok: 'x' } },
  }),
  whole('objects for text', 'wording-fields', 'a wording with a prototype', {
    bodies: { en: { ok: [json('{"text":"x","__proto__":{"channel":"chat"}}')] } },
  }),

  whole('what is not there', 'intent', 'an intent that the model does not know', { intent: 'constructor' }),
  whole('what is not there', 'known-needs', "a need that is the prototype's", {
    needs: ['order', '__proto__'],
  }),
  whole('what is not there', 'distinct-needs', 'the same need over and over', { needs: ['order', 'order'] }),
  whole('what is not there', 'need-order', 'a line before its order', { needs: ['orderLine', 'order'] }),
  whole('what is not there', 'known-action', 'an action that is none', {
    action: { type: 'refund_all', confirm: false },
    bodies: { en: { ok: 'x', requested: 'x', refused: 'x', not_allowed: 'x', already_done: 'x' } },
  }),
  whole('what is not there', 'action-needs', 'an action on an order that nobody proved', {
    needs: ['reason'],
    action: { type: 'cancel_order', confirm: false },
    bodies: { en: { ok: 'x', requested: 'x', refused: 'x', not_allowed: 'x', already_done: 'x' } },
  }),
  whole('what is not there', 'plain-kind', 'a prompt that acts', { action: ACTION, needs: [] }, 'prompt'),
  whole('what is not there', 'complete-bodies', 'no words for what happens', {
    bodies: { en: { not_found: 'x' } },
  }),
  whole('what is not there', 'complete-bodies', 'no words at all', { bodies: {} }),
  saying('what is not there', 'given-facts', '{{product.name}}'),
  saying('what is not there', 'given-facts', '{{ticket.number}}'),
  saying('what is not there', 'known-values', '{{order.carrier}}'),
  saying('what is not there', 'known-values', '{{date order.deliveredAt}}'),
  body('what is not there', 'always-says', '{{#each order.refunds}}{{money amount}}{{/each}}'),
  body('what is not there', 'body-says', ' \n ', 'a body of spaces'),

  whole('wordings', 'wording-names', 'a name that is a place in the list', {
    bodies: { en: { ok: [{ text: 'x', name: '2' }, { text: 'y' }] } },
  }),
  whole('wordings', 'distinct-wordings', 'counts of one for another', {
    bodies: {
      en: {
        ok: [
          { text: 'x', name: 'a' },
          { text: 'y', name: 'a' },
        ],
      },
    },
  }),
  whole('wordings', 'wording-weights', 'a weight that shuts all others out', {
    bodies: { en: { ok: [{ text: 'x', weight: 1e308 }, { text: 'y' }] } },
  }),
  whole('wordings', 'known-channels', 'a channel that there is not', {
    bodies: { en: { ok: [{ text: 'x' }, { text: 'y', channel: '__proto__' }] } },
  }),
  whole('wordings', 'wording-for-all', 'silence in all channels but one', {
    bodies: { en: { ok: [{ text: 'x', channel: 'chat' }] } },
  }),

  body('unicode tricks', 'hidden-characters', 'Pay to \u202Emoc.elpmaxe', 'text that is turned round'),
  body('unicode tricks', 'hidden-characters', 'Pay\u0000 now', 'a character that ends a text'),
  body('unicode tricks', 'hidden-characters', 'exam\u200Bple.com', 'a space that nobody sees'),
  saying('unicode tricks', 'known-facts', '{{\u043Erder.number}}'),
  saying('unicode tricks', 'known-facts', '{{order\uFF0Enumber}}'),
  saying('unicode tricks', 'known-helpers', '{{m\u043Eney order.total}}'),
];
