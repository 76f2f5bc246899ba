import fc from 'fast-check';
import { FACT_ROOTS, isMoney, isOrder, type FactShape, type Fields } from '../../src/templates/fact-shape';
import { argumentFits } from '../../src/templates/checking/argument-kinds';

/** Facts that can be named at a place in a body. */
type Paths = [path: string, shape: FactShape][];

const WORDS = ['Hello ', 'x', '\n', ' — ', '"', '<b>', '1. ', '\\', '\u00e9 ', '{ '];

/** Bodies as somebody writes them who knows the language, and errs now and then. */
export function arbitraryBody(): fc.Arbitrary<string> {
  return statements(pathsIn(FACT_ROOTS), 0);
}

function statements(paths: Paths, depth: number): fc.Arbitrary<string> {
  const plain: fc.Arbitrary<string>[] = [fc.constantFrom(...WORDS), printed(paths), call(paths)];
  const nested = depth < 4 ? [branch(paths, depth), loop(paths, depth)] : [];
  return fc
    .array(fc.oneof(...plain, ...nested), { minLength: 1, maxLength: depth === 0 ? 6 : 3 })
    .map((all) => all.join(''));
}

/** A fact, asked for first where it may be unknown, most of the time. */
function printed(paths: Paths): fc.Arbitrary<string> {
  const facts = paths.filter(([, shape]) => argumentFits(shape, 'printable'));
  if (facts.length === 0) return fc.constant('x');
  return fc.tuple(fc.constantFrom(...facts), fc.integer({ min: 0, max: 9 })).map(([[path, shape], luck]) => {
    const isAsked = shape.kind === 'leaf' && shape.isNullable ? luck > 0 : luck > 7;
    return isAsked ? `{{#if ${path}}}{{${path}}}{{/if}}` : `{{${path}}}`;
  });
}

function call(paths: Paths): fc.Arbitrary<string> {
  const one = (fits: (shape: FactShape) => boolean): fc.Arbitrary<string> => {
    const fitting = paths.filter(([, shape]) => fits(shape)).map(([path]) => path);
    return fitting.length > 0 ? fc.constantFrom(...fitting) : fc.constantFrom('shop.name', '@root.order');
  };
  const isKnown = (shape: FactShape): boolean => !(shape.kind === 'leaf' && shape.isNullable);
  const day = one((shape) => argumentFits(shape, 'date') && isKnown(shape));
  const anyDay = one((shape) => argumentFits(shape, 'date'));
  const count = one((shape) => argumentFits(shape, 'number') && isKnown(shape));
  const text = one((shape) => argumentFits(shape, 'printable') && isKnown(shape));
  return fc.oneof(
    one(isMoney).map((path) => `{{money ${path}}}`),
    one(isOrder).map((path) => `{{trackingLink ${path}}}`),
    day.map((path) => `{{date ${path}}}`),
    day.map((path) => `{{relativeDate ${path}}}`),
    anyDay.map((path) => `{{#if ${path}}}{{relativeDate ${path}}}{{/if}}`),
    anyDay.map((path) => `{{#if (isFuture ${path})}}{{date ${path}}}{{else}}past{{/if}}`),
    fc.tuple(count, text).map(([path, word]) => `{{plural ${path} "piece" ${word}}}`),
    text.map((path) => `{{excerpt ${path}}}`),
    fc
      .tuple(
        one((shape) => argumentFits(shape, 'printable')),
        text,
      )
      .map(([a, b]) => `{{default ${a} ${b}}}`),
    fc.tuple(anyDay, day).map(([a, b]) => `{{date (default ${a} ${b})}}`),
    fc
      .tuple(
        one((shape) => shape.kind === 'list'),
        fc.constantFrom('', ' "name"', ' "number"', ' "sku"', ' "reason"'),
      )
      .map(([path, field]) => `{{list ${path}${field}}}`),
  );
}

function condition(paths: Paths): fc.Arbitrary<string> {
  const fact = fc.constantFrom(...paths.map(([path]) => path));
  const value = fc.constantFrom('"shipped"', '0', '3', 'true', 'null', '""');
  return fc.oneof(
    fact,
    fact.map((one) => `(not ${one})`),
    fc.tuple(fact, value).map(([one, other]) => `(eq ${one} ${other})`),
    fc.tuple(fact, fact).map(([one, other]) => `(eq ${one} ${other})`),
    fc.tuple(fact, value).map(([one, other]) => `(gt ${one} ${other})`),
    fc
      .tuple(fc.constantFrom('and', 'or'), fact, fact)
      .map(([name, one, other]) => `(${name} ${one} ${other})`),
    fc.tuple(fact, fact).map(([one, other]) => `(or (not ${one}) (not ${other}))`),
  );
}

function branch(paths: Paths, depth: number): fc.Arbitrary<string> {
  const name = fc.constantFrom('if', 'unless');
  const inner = fc.tuple(statements(paths, depth + 1), statements(paths, depth + 1));
  return fc.tuple(name, condition(paths), inner).map(([block, asked, [yes, no]]) => {
    // What is asked for is often said then.
    const known = paths.find(([path]) => asked.includes(path));
    const said = known && argumentFits(known[1], 'printable') ? `{{${known[0]}}}` : '';
    return `{{#${block} ${asked}}}${yes}${block === 'if' ? said : ''}{{else}}${no}${block === 'if' ? '' : said}{{/${block}}}`;
  });
}

function loop(paths: Paths, depth: number): fc.Arbitrary<string> {
  const lists = paths.filter(([, shape]) => shape.kind === 'list' || shape.kind === 'map');
  if (lists.length === 0) return fc.constant('x');
  return fc.tuple(fc.constantFrom(...lists), fc.boolean()).chain(([[path, shape], isNamed]) => {
    const item = (shape as { of: FactShape }).of;
    const own: Paths = item.kind === 'record' ? pathsIn(item.fields) : [['this', item]];
    const outer = paths.filter(([one]) => !one.startsWith('@') && !one.startsWith('../'));
    const up = outer.map(([one, of]): Paths[number] => [`../${one}`, of]);
    const root = pathsIn(FACT_ROOTS).map(([one, of]): Paths[number] => [`@root.${one}`, of]);
    const name = `entry${depth}`;
    const named: Paths = isNamed && item.kind === 'record' ? pathsIn(item.fields, `${name}.`) : [];
    // Its own come up as often as all others.
    const facts = [...own, ...own, ...named, ...pick(up, 5), ...pick(root, 5)];
    return statements(facts, depth + 2).map(
      (inner) => `{{#each ${path}${isNamed ? ` as |${name}|` : ''}}}${inner}{{else}}none{{/each}}`,
    );
  });
}

function pick<T>(all: T[], count: number): T[] {
  return all.filter((_, index) => index % Math.ceil(all.length / count) === 0);
}

function pathsIn(fields: Fields, prefix = ''): Paths {
  return Object.entries(fields).flatMap(([name, shape]): Paths => {
    const path = `${prefix}${name}`;
    return [
      [path, shape],
      ...(shape.kind === 'record' && !isMoney(shape) ? pathsIn(shape.fields, `${path}.`) : []),
    ];
  });
}
