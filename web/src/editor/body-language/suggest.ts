import { contextAt, type OpenBlock } from './body-context';
import {
  fits,
  isMoney,
  itemOf,
  listFacts,
  shapeAt,
  takesAt,
  type BodyLanguage,
  type FactPath,
  type FactShape,
  type Fields,
  type HelperRule,
  type Takes,
} from './fact-shape';
import { sampleAt, type Sample } from './sample-facts';

export interface Suggestion {
  kind: 'fact' | 'helper' | 'block';
  label: string;
  /** What is put in the place of the word; `${}` is where the cursor goes. */
  insert: string;
  /** The value that the fact has in the facts on show. */
  sample?: string;
  /** What it is or does, in the service's words. */
  description?: string;
}

export interface Suggestions {
  from: number;
  items: Suggestion[];
}

/** What can be written at a place in a body. In plain text that is a whole `{{ … }}`, only where it is asked for. */
export function suggestAt(
  body: string,
  at: number,
  language: BodyLanguage,
  facts: Sample,
  isAskedFor: boolean,
): Suggestions | undefined {
  const context = contextAt(body, at);
  if (context.kind === 'text') {
    if (!isAskedFor || body[at - 1] === '{') return undefined;
    const whole = startOfStash(language, facts, scopeOf(openBlocksAt(body, at), language));
    return { from: at, items: whole.map((one) => ({ ...one, insert: `{{${one.insert}}}` })) };
  }
  const { from, position, rest } = context;
  const scope = scopeOf(context.blocks, language);
  if (position === 'start') {
    const items = [
      ...(context.blocks.length > 0 ? closing(context.blocks) : []),
      ...startOfStash(language, facts, scope),
    ];
    return { from, items: items.map((one) => ({ ...one, insert: between(one, rest) })) };
  }
  if (position === 'call') return { from, items: helpersThatGive(language, ['condition', 'text', 'list']) };
  if (context.helper === 'else')
    return { from, items: [{ kind: 'block', label: 'if', insert: 'if ', ...described('if', language) }] };
  const rule = ruleOf(context.helper ?? '', language);
  const wanted = rule && takesAt(rule, context.index ?? 0);
  if (!rule || !wanted) return undefined;
  const fitting = scope.filter(({ shape }) => fits(shape, wanted));
  const calls =
    wanted === 'any' || LISTS.includes(wanted)
      ? helpersThatGive(language, [wanted === 'any' ? 'condition' : 'list']).map((one) => ({
          ...one,
          label: `(${one.label})`,
          insert: `(${one.insert}\${})`,
        }))
      : [];
  return { from, items: [...fitting.map((fact) => factItem(fact, facts, fact.path)), ...calls] };
}

const LISTS: Takes[] = ['list', 'listOrMap'];

/** An insertion is what stands between the first and the last braces, so that those around the place can be used. */
function between({ insert }: Suggestion, rest: 'open' | 'end' | 'words'): string {
  if (rest === 'words') return insert.split(/\$\{\}|\}\}/, 1)[0]!.trimEnd();
  return rest === 'open' ? `${insert}}}` : insert;
}

interface ScopedFact extends FactPath {
  /** The path in the facts as a whole, where its value can be looked up. */
  samplePath: string;
}

/** The facts that can be named inside of these blocks: within `#each` the item's own, the others by `@root.`. */
function scopeOf(blocks: OpenBlock[], language: BodyLanguage): ScopedFact[] {
  let item: { fields: Fields; shape: FactShape; samplePath: string } | undefined;
  const named: ScopedFact[] = [];
  for (const { name, target, parameters } of blocks) {
    if (name !== 'each') continue;
    const list: { shape: FactShape | undefined; samplePath: string } = item
      ? { shape: shapeAt(item.fields, target.split('.')), samplePath: `${item.samplePath}.${target}` }
      : { shape: shapeAt(language.roots, target.split('.')), samplePath: target };
    const shape = itemOf(list.shape);
    if (!shape) return [];
    const samplePath = `${list.samplePath}.0`;
    item = { fields: shape.kind === 'record' ? shape.fields : {}, shape, samplePath };
    const [itemName] = parameters;
    if (itemName) named.push(...under(itemName, shape, samplePath));
  }
  const roots = listFacts(language.roots).map((fact) => ({ ...fact, samplePath: fact.path }));
  if (!item) return roots;
  const { samplePath, shape } = item;
  const own =
    shape.kind === 'record'
      ? listFacts(item.fields).map((fact) => ({ ...fact, samplePath: `${samplePath}.${fact.path}` }))
      : [{ path: 'this', shape, samplePath }];
  const position = ['@index', '@first', '@last'].map((path) => ({
    path,
    shape: { kind: 'leaf', type: path === '@index' ? 'number' : 'yesNo' } satisfies FactShape,
    samplePath: path,
  }));
  return [...named, ...own, ...position, ...roots.map((fact) => ({ ...fact, path: `@root.${fact.path}` }))];
}

function under(name: string, shape: FactShape, samplePath: string): ScopedFact[] {
  const inner = shape.kind === 'record' ? listFacts(shape.fields, `${name}.`) : [];
  return [
    { path: name, shape, samplePath },
    ...inner.map((fact) => ({ ...fact, samplePath: `${samplePath}.${fact.path.slice(name.length + 1)}` })),
  ];
}

function openBlocksAt(body: string, at: number): OpenBlock[] {
  const context = contextAt(`${body.slice(0, at)}{{`, at + 2);
  return context.kind === 'stash' ? context.blocks : [];
}

function startOfStash(language: BodyLanguage, facts: Sample, scope: ScopedFact[]): Suggestion[] {
  return [
    ...scope.flatMap((fact) => printed(fact, facts)),
    ...helpersThatGive(language, ['text']),
    ...Object.entries(language.helpers)
      .filter(([, rule]) => rule.gives === 'block')
      .map(([name]): Suggestion => ({
        kind: 'block',
        label: `#${name}`,
        insert: `#${name} \${}}}\n{{/${name}`,
        ...described(name, language),
      })),
  ];
}

/** A fact as it has to be written for a customer to read it: an amount, a day and one that may be missing. */
function printed(fact: ScopedFact, facts: Sample): Suggestion[] {
  const { path, shape } = fact;
  if (isMoney(shape)) return [factItem(fact, facts, `money ${path}`)];
  if (shape.kind === 'leaf') {
    if (shape.type === 'yesNo') return [factItem(fact, facts, `#if ${path}}}\${}{{/if`)];
    const print = shape.type === 'date' ? `date ${path}` : path;
    return [factItem(fact, facts, shape.isNullable ? `#if ${path}}}\${}{{${print}}}{{/if` : print)];
  }
  if (shape.kind === 'list' && shape.of.kind === 'leaf') return [factItem(fact, facts, `list ${path}`)];
  if (shape.kind === 'list' || shape.kind === 'map') {
    return [factItem(fact, facts, `#each ${path}}}\n{{\${}}}\n{{/each`)];
  }
  return [];
}

function factItem({ path, samplePath, shape }: ScopedFact, facts: Sample, insert: string): Suggestion {
  const sample = sampleAt(facts, samplePath);
  return {
    kind: 'fact',
    label: path,
    insert,
    ...(shape.description && { description: shape.description }),
    ...(sample !== undefined && { sample }),
  };
}

function described(name: string, { helpers }: BodyLanguage): Pick<Suggestion, 'description'> {
  const description = Object.hasOwn(helpers, name) ? helpers[name]?.description : undefined;
  return description ? { description } : {};
}

function helpersThatGive(language: BodyLanguage, gives: HelperRule['gives'][]): Suggestion[] {
  return Object.entries(language.helpers)
    .filter(([, rule]) => gives.includes(rule.gives))
    .map(([name]) => ({ kind: 'helper', label: name, insert: `${name} `, ...described(name, language) }));
}

function closing(blocks: OpenBlock[]): Suggestion[] {
  const { name } = blocks.at(-1)!;
  return [
    { kind: 'block', label: `/${name}`, insert: `/${name}` },
    { kind: 'block', label: 'else', insert: 'else' },
  ];
}

function ruleOf(name: string, { helpers }: BodyLanguage): HelperRule | undefined {
  return Object.hasOwn(helpers, name) ? helpers[name] : undefined;
}
