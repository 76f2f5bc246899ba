import { ALL_FACTS, FACT_ROOTS, type FactShape, type Leaf, type LeafType } from '../fact-shape';
import { nearest } from './near-miss';
import type { RuleName } from './rules';

export interface Scope {
  shape: FactShape;
  /** `as |item key|` */
  blockParams: ReadonlyMap<string, FactShape>;
}

export const ROOT_SCOPE: Scope = { shape: ALL_FACTS, blockParams: new Map() };

export interface Found {
  kind: 'found';
  shape: FactShape;
  /** The fact it starts from, unless it starts from the item of an `{{#each}}`. */
  root?: string;
  /** Names the same fact by the same word, however it is written: `order.carrier`, `@root.order.carrier`. */
  key: string;
}

export interface Lost {
  kind: 'fault';
  rule: RuleName;
  code: 'unknown_fact' | 'unsafe_path';
  message: string;
  suggestion?: string;
}

const UNSAFE_PART = /^(__.*|constructor|prototype)$/;
const LOOP_VARIABLES: Record<string, LeafType> = {
  index: 'number',
  key: 'text',
  first: 'yesNo',
  last: 'yesNo',
};

/** A value that the language itself gives, not the records. */
export const ownLeaf = (type: LeafType): Leaf => ({ kind: 'leaf', type, description: '', example: '' });

/** What a path in a body leads to, from the innermost scope (last) outwards; each `{{#each}}` is a scope. */
export function resolvePath(path: hbs.AST.PathExpression, scopes: readonly Scope[]): Found | Lost {
  const { parts, depth, original } = path;
  if (path.data) return resolveData(path, scopes);

  const level = scopes.length - 1 - depth;
  const scope = scopes[level];
  if (!scope) {
    return lost('scopes', `"${original}" goes up further than there are {{#each}} around it.`);
  }
  const [first = '', ...rest] = parts;
  const isScoped = /^(\.|this\b)/.test(original);
  if (depth === 0 && !isScoped) {
    const named = scopes.findLastIndex(({ blockParams }) => blockParams.has(first));
    const shape = scopes[named]?.blockParams.get(first);
    if (shape) return walk(shape, rest, `${named}|${first}`) ?? unknown(original, parts, scopes);
  }
  if (level === 0) return resolveRoot(parts, original, scopes);
  return walk(scope.shape, parts, `${level}`) ?? unknown(original, parts, scopes);
}

function resolveData(path: hbs.AST.PathExpression, scopes: readonly Scope[]): Found | Lost {
  const { parts, depth, original } = path;
  const [name = '', ...rest] = parts;
  if (depth === 0 && name === 'root' && rest.length > 0) return resolveRoot(rest, original, scopes);
  const type = Object.hasOwn(LOOP_VARIABLES, name) ? LOOP_VARIABLES[name] : undefined;
  if (depth === 0 && scopes.length > 1 && rest.length === 0 && type) {
    return { kind: 'found', shape: ownLeaf(type), key: `${scopes.length - 1}@${name}` };
  }
  return lost('data-variables', `"${original}" can't be used here.`);
}

function resolveRoot(parts: string[], original: string, scopes: readonly Scope[]): Found | Lost {
  const [root, ...rest] = parts;
  if (root === undefined) {
    return lost('single-facts', 'A body can name single facts only, not all of them at once.');
  }
  const shape = Object.hasOwn(FACT_ROOTS, root) ? FACT_ROOTS[root] : undefined;
  const found = shape && walk(shape, rest, `0.${root}`);
  return found ? { ...found, root } : unknown(original, parts, scopes);
}

function walk(start: FactShape, parts: string[], startKey: string): Found | undefined {
  let shape = start;
  for (const part of parts) {
    const next: FactShape | undefined =
      shape.kind === 'record' && Object.hasOwn(shape.fields, part)
        ? shape.fields[part]
        : shape.kind === 'list' && part === 'length'
          ? ownLeaf('number')
          : undefined;
    if (!next) return undefined;
    shape = next;
  }
  return { kind: 'found', shape, key: [startKey, ...parts].join('.') };
}

function unknown(original: string, parts: string[], scopes: readonly Scope[]): Lost {
  const suggestion = meantFact(parts, scopes);
  const code = parts.some((part) => UNSAFE_PART.test(part)) ? 'unsafe_path' : 'unknown_fact';
  const hint = suggestion ? `Did you mean "${suggestion}"?` : knownInstead(parts);
  const message = `There is no fact "${original}". ${hint}`;
  return { kind: 'fault', rule: 'known-facts', code, message, ...(suggestion && { suggestion }) };
}

const lost = (rule: RuleName, message: string): Lost => ({
  kind: 'fault',
  rule,
  code: 'unsafe_path',
  message,
});

/** What there is where the path goes wrong: the fields of the record that it has come to, or every root. */
function knownInstead(parts: string[]): string {
  let shape = ALL_FACTS;
  const passed: string[] = [];
  for (const part of parts) {
    const next =
      shape.kind === 'record' && Object.hasOwn(shape.fields, part) ? shape.fields[part] : undefined;
    if (next?.kind !== 'record') break;
    shape = next;
    passed.push(part);
  }
  const fields = shape.kind === 'record' ? Object.keys(shape.fields).join(', ') : '';
  return passed.length > 0 ? `"${passed.join('.')}" has: ${fields}.` : `There are: ${fields}.`;
}

/** The fact that was probably meant: one of the loop's items first, then any other, then one of that name in a record. */
function meantFact(parts: string[], scopes: readonly Scope[]): string | undefined {
  const written = parts.join('.');
  const isInLoop = scopes.length > 1;
  const fromHere = (place: number): string => `${isInLoop ? '@root.' : ''}${ALL_PATHS[place]!}`;
  const far = ALL_PATHS.indexOf(written);
  if (far >= 0) return fromHere(far);
  const own = isInLoop ? nearest(written, pathsIn(scopes.at(-1)!.shape)) : undefined;
  if (own) return own;
  const near = nearest(written, ALL_PATHS);
  if (near) return fromHere(ALL_PATHS.indexOf(near));
  const [only, ...more] = parts;
  if (only === undefined || more.length > 0) return undefined;
  const last = nearest(only, LAST_PARTS);
  return last && fromHere(LAST_PARTS.indexOf(last));
}

/** Every path to a fact; what is in a list is reached by `{{#each}}` only. */
function pathsIn(shape: FactShape, prefix = ''): string[] {
  if (shape.kind !== 'record') return [];
  return Object.entries(shape.fields).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    return [path, ...pathsIn(field, `${path}.`)];
  });
}

const ALL_PATHS = pathsIn(ALL_FACTS);
const LAST_PARTS = ALL_PATHS.map((path) => path.slice(path.lastIndexOf('.') + 1));
