/**
 * What a body may say besides plain text and `{{fact}}`: the only helpers there are.
 * The check of a body, its rendering and the admin app's completion all read this table, so that none of them knows a
 * helper that another does not.
 */

/**
 * `printable`: a text, a number, a day or a link that is surely there; `field`: the name of a printable fact of a
 * list's items, in quotes. `any` is heard as true or false. What ends in `OrNull` may be unknown, `any` may too.
 */
export type Takes =
  | 'printable'
  | 'printableOrNull'
  | 'number'
  | 'date'
  | 'dateOrNull'
  | 'money'
  | 'order'
  | 'list'
  | 'listOrMap'
  | 'endingList'
  | 'field'
  | 'any';

export interface HelperRule {
  gives: 'text' | 'condition' | 'list' | 'block';
  takes: Takes[];
  description: string;
  example: string;
  /** How many of `takes` have to be there; all, unless said. */
  atLeast?: number;
  /** The last of `takes` may come again. */
  isOpenEnded?: boolean;
  /** Fields that it reads of what it is given. */
  reads?: string[];
  /** Whether what it gives can be seen, whatever the facts; a text may be empty. */
  isNeverEmpty?: boolean;
  /** How long it takes, where a fact that is printed takes 1. */
  cost?: number;
}

export const HELPERS: Readonly<Record<string, HelperRule>> = {
  if: {
    gives: 'block',
    takes: ['any'],
    description: 'Says what is inside only where this holds.',
    example: '{{#if order.carrier}}by {{order.carrier}}{{else}}by post{{/if}}',
  },
  unless: {
    gives: 'block',
    takes: ['any'],
    description: 'Says what is inside only where this does not hold.',
    example: '{{#unless order.shippedAt}}It has not shipped.{{/unless}}',
  },
  each: {
    gives: 'block',
    takes: ['listOrMap'],
    description: 'Says what is inside once for each entry of a list.',
    example: '{{#each order.lines}}{{quantity}} × {{name}}{{/each}}',
  },
  money: {
    gives: 'text',
    takes: ['money'],
    description: 'An amount as it is written in the language: €39.90.',
    example: '{{money order.total}}',
    reads: ['amountMinor', 'currency'],
    isNeverEmpty: true,
    cost: 2,
  },
  date: {
    gives: 'text',
    takes: ['date'],
    description: 'The day in words, with the year unless it is this year.',
    example: '{{date order.placedAt}}',
    isNeverEmpty: true,
    cost: 4,
  },
  relativeDate: {
    gives: 'text',
    takes: ['date'],
    description: 'The day as seen from today: tomorrow, in 9 days.',
    example: '{{relativeDate order.placedAt}}',
    isNeverEmpty: true,
    cost: 8,
  },
  plural: {
    gives: 'text',
    takes: ['number', 'printable', 'printable'],
    description: 'A number with its word: 1 piece, 14 pieces.',
    example: '{{plural order.lines.length "item" "items"}}',
    isNeverEmpty: true,
    cost: 2,
  },
  list: {
    gives: 'text',
    takes: ['list', 'field'],
    atLeast: 1,
    description: 'All entries in one sentence: A, B, and C.',
    example: '{{list order.lines "name"}}',
  },
  excerpt: {
    gives: 'text',
    takes: ['printable'],
    description: 'What the customer typed, cut when it is long.',
    example: '{{excerpt reason}}',
  },
  default: {
    gives: 'text',
    takes: ['printableOrNull', 'printable'],
    description: 'The second where the first is unknown or empty.',
    example: '{{default order.carrier "our carrier"}}',
  },
  trackingLink: {
    gives: 'text',
    takes: ['order'],
    description: "The link to the parcel's page, or carrier and number where there is no page, or nothing.",
    example: '{{trackingLink order}}',
    reads: ['trackingUrl', 'trackingNumber', 'carrier'],
    cost: 2,
  },
  eq: {
    gives: 'condition',
    takes: ['any', 'any'],
    description: 'Whether the two are the same.',
    example: '{{#if (eq order.status "shipped")}}…{{/if}}',
  },
  gt: {
    gives: 'condition',
    takes: ['any', 'any'],
    description: 'Whether the first number is greater.',
    example: '{{#if (gt product.stock 0)}}…{{/if}}',
  },
  and: {
    gives: 'condition',
    takes: ['any', 'any'],
    isOpenEnded: true,
    description: 'Whether all of them hold.',
    example: '{{#if (and order.isLate order.expectedAt)}}…{{/if}}',
  },
  or: {
    gives: 'condition',
    takes: ['any', 'any'],
    isOpenEnded: true,
    description: 'Whether one of them holds.',
    example: '{{#if (or order.refunds order.returns)}}…{{/if}}',
  },
  not: {
    gives: 'condition',
    takes: ['any'],
    description: 'Whether it does not hold.',
    example: '{{#if (not order.isLate)}}…{{/if}}',
  },
  isFuture: {
    gives: 'condition',
    takes: ['dateOrNull'],
    description: 'Whether the day is still to come; not for one that is unknown.',
    example: '{{#if (isFuture product.restockAt)}}…{{/if}}',
  },
  current: {
    gives: 'list',
    takes: ['endingList'],
    description: 'Those of a list whose last day is not over.',
    example: '{{#each (current shop.promotions)}}…{{/each}}',
    reads: ['endsAt'],
  },
};

/** The rule of a helper, or undefined: never what `Object.prototype` has under that name. */
export function helperRule(name: string): HelperRule | undefined {
  return Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
}

/** What the helper takes at a place, or undefined when there are too many arguments. */
export function takesAt(rule: HelperRule, index: number): Takes | undefined {
  return rule.takes[index] ?? (rule.isOpenEnded ? rule.takes.at(-1) : undefined);
}

/** Whether it can be given a fact that the records do not know. */
export function takesNull(takes: Takes | undefined): boolean {
  return takes === 'any' || takes === 'printableOrNull' || takes === 'dateOrNull';
}
