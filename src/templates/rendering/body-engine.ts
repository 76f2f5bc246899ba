import Handlebars from 'handlebars';
import { RenderError } from '../templates.errors';
import { HELPERS, takesAt, type HelperRule } from '../body-language';
import {
  currentOf,
  formatDate,
  formatExcerpt,
  formatList,
  formatMoney,
  formatPlural,
  formatRelativeDate,
  formatText,
  isFuture,
  type RenderContext,
} from './fact-formats';

type Run = (args: unknown[], context: RenderContext) => unknown;
type HelperOptions = Handlebars.HelperOptions & { loc?: { start: { line: number; column: number } } };

/** Printing goes through this helper; it is no part of the language that bodies are written in. */
export const PRINT = 'printFact';

const isTrue = (value: unknown): boolean => !Handlebars.Utils.isEmpty(value) && value !== 0;

const RUN: Record<string, Run> = {
  [PRINT]: ([value]) => formatText(value),
  money: ([amount], context) => formatMoney(amount, context),
  date: ([day], context) => formatDate(day, context),
  relativeDate: ([day], context) => formatRelativeDate(day, context),
  plural: ([count, one, other], context) => formatPlural(count, formatText(one), formatText(other), context),
  list: ([items, field], context) => formatList(items, field, context),
  excerpt: ([text]) => formatExcerpt(text),
  default: ([value, other]) => (isTrue(value) || value === 0 ? value : other),
  eq: ([one, other]) => one === other,
  gt: ([one, other]) => typeof one === 'number' && typeof other === 'number' && one > other,
  and: (conditions) => conditions.every(isTrue),
  or: (conditions) => conditions.some(isTrue),
  not: ([condition]) => !isTrue(condition),
  isFuture: ([day], context) => isFuture(day, context),
  current: ([items], context) => currentOf(items, context),
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
  engine.registerHelper(PRINT, guard(PRINT, { gives: 'text', takes: ['leaf'] }, RUN[PRINT]!));
  return engine;
}

function guard(name: string, rule: HelperRule, run: Run): Handlebars.HelperDelegate {
  return (...args: unknown[]) => {
    const options = args.pop() as HelperOptions;
    args.forEach((arg, index) => requireFact(arg, takesAt(rule, index) === 'any', name, options));
    const { locale, now, timeZone } = options.data as RenderContext;
    try {
      return run(args, { locale, now, timeZone });
    } catch (error) {
      throw new RenderError(`${place(name, options)}: ${(error as Error).message}`, { cause: error });
    }
  };
}

function guardBlock(name: string, block: Handlebars.HelperDelegate): Handlebars.HelperDelegate {
  return function (this: unknown, fact: unknown, options: HelperOptions): unknown {
    requireFact(fact, name !== 'each', name, options);
    return block.call(this, fact, options);
  };
}

function requireFact(fact: unknown, isNullAllowed: boolean, name: string, options: HelperOptions): void {
  if (fact === undefined || (fact === null && !isNullAllowed)) {
    throw new RenderError(`${place(name, options)}: a fact is ${fact === null ? 'null' : 'missing'}`);
  }
}

function place(name: string, { loc }: HelperOptions): string {
  const at = loc ? ` at ${loc.start.line}:${loc.start.column + 1}` : '';
  return name === PRINT ? `fact${at}` : `${name}${at}`;
}
