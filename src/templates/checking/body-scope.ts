import { ALL_FACTS, FACT_ROOTS, type FactShape } from '../fact-shape';

export interface Scope {
  shape: FactShape;
  /** `as |item key|` */
  blockParams: Record<string, FactShape>;
}

export const ROOT_SCOPE: Scope = { shape: ALL_FACTS, blockParams: {} };

export type Resolved =
  /** `root`: the fact it starts from, unless it starts from the item of an `{{#each}}`. */
  | { kind: 'found'; shape: FactShape; root?: string; isWholeRoot: boolean }
  | { kind: 'fault'; code: 'unknown_fact' | 'unsafe_path'; message: string };

const UNSAFE_PART = /^(__.*|constructor|prototype)$/;
const EACH_DATA = ['index', 'key', 'first', 'last'];
const LEAF: FactShape = { kind: 'leaf' };

/** What a path in a body leads to, from the innermost scope (last) outwards; each `{{#each}}` is a scope. */
export function resolvePath(path: hbs.AST.PathExpression, scopes: readonly Scope[]): Resolved {
  const { parts, depth, original } = path;
  if (parts.some((part) => UNSAFE_PART.test(part))) return unsafe(`"${original}" is not a fact.`);
  if (path.data) return resolveData(path, scopes);

  const scope = scopes.at(-1 - depth);
  if (!scope) return unsafe(`"${original}" goes up further than there are {{#each}} around it.`);

  const [first = '', ...rest] = parts;
  const isScoped = /^(\.|this\b)/.test(original);
  if (depth === 0 && !isScoped) {
    const named = scopes.findLast(({ blockParams }) => Object.hasOwn(blockParams, first))?.blockParams[first];
    if (named) return walk(named, rest, original);
  }
  if (scope.shape === ALL_FACTS) return resolveRoot(parts, original);
  return walk(scope.shape, parts, original);
}

function resolveData({ parts, depth, original }: hbs.AST.PathExpression, scopes: readonly Scope[]): Resolved {
  const [name = '', ...rest] = parts;
  if (depth === 0 && name === 'root' && rest.length > 0) return resolveRoot(rest, original);
  const isInEach = scopes.length > 1;
  if (depth === 0 && isInEach && rest.length === 0 && EACH_DATA.includes(name)) return found(LEAF);
  return unsafe(`"${original}" can't be used here.`);
}

function resolveRoot(parts: string[], original: string): Resolved {
  const [root, ...rest] = parts;
  if (root === undefined) return unsafe('A body can name single facts only, not all of them at once.');
  const shape = Object.hasOwn(FACT_ROOTS, root) ? FACT_ROOTS[root] : undefined;
  if (!shape) return unknown(`There is no fact "${root}". There are: ${Object.keys(FACT_ROOTS).join(', ')}.`);
  const resolved = walk(shape, rest, original);
  return resolved.kind === 'found' ? { ...resolved, root, isWholeRoot: rest.length === 0 } : resolved;
}

function walk(start: FactShape, parts: string[], original: string): Resolved {
  let shape = start;
  for (const part of parts) {
    if (shape.kind === 'map')
      return unknown(`Use {{#each}} for "${original}": its names differ between records.`);
    const next: FactShape | undefined =
      shape.kind === 'record' && Object.hasOwn(shape.fields, part)
        ? shape.fields[part]
        : shape.kind === 'list' && part === 'length'
          ? LEAF
          : undefined;
    if (!next) return unknown(`There is no fact "${original}": "${part}" is unknown.`);
    shape = next;
  }
  return found(shape);
}

const found = (shape: FactShape): Resolved => ({ kind: 'found', shape, isWholeRoot: false });
const unknown = (message: string): Resolved => ({ kind: 'fault', code: 'unknown_fact', message });
const unsafe = (message: string): Resolved => ({ kind: 'fault', code: 'unsafe_path', message });
