import Handlebars from 'handlebars';
import { RenderError } from '../templates.errors';
import { HELPERS, takesAt, takesNull, type HelperRule } from '../body-language';
import { cleanText, escapeFor } from './escape';
import {
  currentOf,
  Escaped,
  formatDate,
  formatExcerpt,
  formatList,
  formatMoney,
  formatPlural,
  formatRelativeDate,
  formatText,
  formatTrackingLink,
  isFuture,
  type RenderContext,
} from './fact-formats';
import { isCut } from './plain-facts';

/** What one filling of a body works with; the helpers find it in Handlebars' `data`. */
export interface Filling extends RenderContext {
  /** Characters that may still come out; what is beyond a message is not worked out. */
  left: number;
}

type Run = (args: unknown[], filling: Filling) => unknown;
type HelperOptions = Handlebars.HelperOptions & { loc?: { start: { line: number; column: number } } };

/** Printing goes through this helper; it is no part of the language that bodies are written in. */
export const PRINT = 'printFact';
const PRINT_RULE: HelperRule = { gives: 'text', takes: ['printable'], description: '', example: '' };

const isTrue = (value: unknown): boolean => !Handlebars.Utils.isEmpty(value) && value !== 0;

const RUN: Record<string, Run> = {
  [PRINT]: ([value], filling) => print(value, filling),
  money: ([amount], filling) => formatMoney(amount, filling),
  date: ([day], filling) => formatDate(day, filling),
  relativeDate: ([day], filling) => formatRelativeDate(day, filling),
  plural: ([count, one, other], filling) => formatPlural(count, formatText(one), formatText(other), filling),
  list: ([items, field], filling) => formatList(items, field, filling),
  excerpt: ([text]) => formatExcerpt(text),
  default: ([value, other]) => (isTrue(value) || value === 0 ? value : other),
  trackingLink: ([order], filling) => formatTrackingLink(order, filling),
  eq: ([one, other]) => one === other,
  gt: ([one, other]) => typeof one === 'number' && typeof other === 'number' && one > other,
  and: (conditions) => conditions.every(isTrue),
  or: (conditions) => conditions.some(isTrue),
  not: ([condition]) => !isTrue(condition),
  isFuture: ([day], filling) => isFuture(day, filling),
  current: ([items], filling) => currentOf(items, filling),
};

/** A Handlebars of its own that has the helpers of `HELPERS` and nothing else. */
export const bodyEngine = createEngine();

function createEngine(): typeof Handlebars {
  const engine = Handlebars.create();
  for (const name of ['log', 'lookup', 'with']) engine.unregisterHelper(name);
  for (const [name, rule] of Object.entries(HELPERS)) {
    const block = rule.gives === 'block' ? engine.helpers[name] : undefined;
    engine.registerHelper(name, block ? guardBlock(name, block) : guard(name, rule, RUN[name]!));
  }
  engine.registerHelper(PRINT, guard(PRINT, PRINT_RULE, RUN[PRINT]!));
  return engine;
}

/** Everything that is printed goes through here, so that nothing comes out unescaped. */
function print(value: unknown, filling: Filling): string {
  const text = value instanceof Escaped ? value.text : escaped(formatText(value), filling);
  filling.left -= text.length;
  return text;
}

function escaped(fact: string, { format = 'plain', left }: Filling): string {
  return escapeFor(format, cleanText(fact.length > left ? fact.slice(0, left) : fact));
}

function guard(name: string, { gives, takes, ...rule }: HelperRule, run: Run): Handlebars.HelperDelegate {
  const nullAllowed = takes.map(takesNull);
  const isNullAllowed = (index: number): boolean =>
    nullAllowed[index] ?? takesNull(takesAt({ ...rule, gives, takes }, index));
  return (...args: unknown[]) => {
    const options = args.pop() as HelperOptions;
    for (let index = 0; index < args.length; index += 1) {
      const fact = args[index];
      if (fact === undefined || (fact === null && !isNullAllowed(index))) throw missing(fact, name, options);
    }
    const { filling } = options.data as { filling: Filling };
    if (gives === 'text' && filling.left <= 0) return '';
    try {
      return run(args, filling);
    } catch (error) {
      throw new RenderError(`${place(name, options)}: ${(error as Error).message}`, { cause: error });
    }
  };
}

function guardBlock(name: string, block: Handlebars.HelperDelegate): Handlebars.HelperDelegate {
  return function (this: unknown, fact: unknown, options: HelperOptions): unknown {
    if (fact === undefined || (fact === null && name === 'each')) throw missing(fact, name, options);
    const text: unknown = block.call(this, fact, options);
    return name === 'each' && isCut(fact) ? `${String(text)}\n…` : text;
  };
}

function missing(fact: unknown, name: string, options: HelperOptions): RenderError {
  return new RenderError(`${place(name, options)}: a fact is ${fact === null ? 'null' : 'missing'}`);
}

function place(name: string, { loc }: HelperOptions): string {
  const at = loc ? ` at ${loc.start.line}:${loc.start.column + 1}` : '';
  return name === PRINT ? `fact${at}` : `${name}${at}`;
}
