/**
 * What a body may say besides plain text and `{{fact}}`: the only helpers there are.
 * The check of a body and its rendering both read this table, so that neither knows a helper that the other does not.
 */

/** `leaf`: text, a number, a date. `any` is heard as true or false, and may be null. */
export type Takes = 'leaf' | 'money' | 'list' | 'any';

export interface HelperRule {
  gives: 'text' | 'condition' | 'list' | 'block';
  takes: Takes[];
  /** How many of `takes` have to be there; all, unless said. */
  atLeast?: number;
  /** The last of `takes` may come again. */
  isOpenEnded?: boolean;
}

export const HELPERS: Readonly<Record<string, HelperRule>> = {
  if: { gives: 'block', takes: ['any'] },
  unless: { gives: 'block', takes: ['any'] },
  each: { gives: 'block', takes: ['list'] },

  /** `{{money order.total}}` */
  money: { gives: 'text', takes: ['money'] },
  /** `{{date order.placedAt}}`: the day in words, with the year unless it is this year. */
  date: { gives: 'text', takes: ['leaf'] },
  /** `{{relativeDate product.restockAt}}`: "tomorrow", "in 9 days". */
  relativeDate: { gives: 'text', takes: ['leaf'] },
  /** `{{plural product.stock "piece" "pieces"}}`: "1 piece", "14 pieces". */
  plural: { gives: 'text', takes: ['leaf', 'leaf', 'leaf'] },
  /** `{{list shop.paymentMethods}}`, `{{list order.lines "name"}}`: "A, B, and C". */
  list: { gives: 'text', takes: ['list', 'leaf'], atLeast: 1 },
  /** `{{excerpt newAddress}}`: what the customer typed, cut when it is long. */
  excerpt: { gives: 'text', takes: ['leaf'] },
  /** `{{default order.carrier "our carrier"}}`: the second when the first is null or empty. */
  default: { gives: 'text', takes: ['any', 'leaf'] },

  eq: { gives: 'condition', takes: ['any', 'any'] },
  gt: { gives: 'condition', takes: ['any', 'any'] },
  and: { gives: 'condition', takes: ['any', 'any'], isOpenEnded: true },
  or: { gives: 'condition', takes: ['any', 'any'], isOpenEnded: true },
  not: { gives: 'condition', takes: ['any'] },
  /** False for null. */
  isFuture: { gives: 'condition', takes: ['any'] },

  /** `{{#each (current shop.promotions)}}`: those whose `endsAt` is null or still to come. */
  current: { gives: 'list', takes: ['list'] },
};

/** The rule of a helper, or undefined: never what `Object.prototype` has under that name. */
export function helperRule(name: string): HelperRule | undefined {
  return Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
}

/** What the helper takes at a place, or undefined when there are too many arguments. */
export function takesAt(rule: HelperRule, index: number): Takes | undefined {
  return rule.takes[index] ?? (rule.isOpenEnded ? rule.takes.at(-1) : undefined);
}
