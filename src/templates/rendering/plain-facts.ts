import { FACT_ROOTS, type FactShape, type Leaf } from '../fact-shape';
import { RenderError } from '../templates.errors';
import { webAddress, withoutLinks } from './escape';

/** Of a single fact, more is not said. */
const MAX_TEXT = 4000;

/** Lists of which something was left out. */
const cutLists = new WeakSet<object>();

type Copy = (value: unknown) => unknown;

export type FactCopy = (facts: Record<string, unknown>) => Record<string, unknown>;

/**
 * Makes the copy of the facts that a body works with: the declared ones among `names`, as plain JSON without
 * prototypes. A body reaches these and nothing behind them. Roots that are absent are null.
 */
export function copierOf(names: ReadonlySet<string>): FactCopy {
  const copies = Object.entries(FACT_ROOTS)
    .filter(([root]) => names.has(root))
    .map(([root, shape]) => [root, copyOf(shape, root, names)] as const);
  return (facts) => {
    const copied = Object.create(null) as Record<string, unknown>;
    for (const [root, copy] of copies) {
      copied[root] = Object.hasOwn(facts, root) ? copy(facts[root] ?? null) : null;
    }
    return copied;
  };
}

/** Whether a copied list is only the beginning of what the records have. */
export function isCut(list: unknown): boolean {
  return typeof list === 'object' && list !== null && cutLists.has(list);
}

function copyOf(shape: FactShape, path: string, names: ReadonlySet<string>): Copy {
  const copy = copyKnown(shape, path, names);
  return (value) => (value === null ? null : copy(value));
}

function copyKnown(shape: FactShape, path: string, names: ReadonlySet<string>): Copy {
  switch (shape.kind) {
    case 'leaf':
      return (value) => copyLeaf(value, shape, path);
    case 'list': {
      const copyItem = copyOf(shape.of, `${path}[]`, names);
      return (value) => {
        if (!Array.isArray(value)) throw new RenderError(`${path} is no list`);
        return cutAt(value as unknown[], shape.atMost, (items) => items.map(copyItem));
      };
    }
    case 'map':
      return (value) => copyMap(value, shape.of, shape.atMost, path);
    case 'record': {
      const fields = Object.entries(shape.fields)
        .filter(([name]) => names.has(name))
        .map(([name, field]) => [name, copyOf(field, `${path}.${name}`, names)] as const);
      return (value) => {
        const source = plainObject(value, path);
        const copied = Object.create(null) as Record<string, unknown>;
        for (const [name, copy] of fields) {
          const field = Object.hasOwn(source, name) ? source[name] : undefined;
          if (field !== undefined) copied[name] = copy(field);
        }
        return copied;
      };
    }
  }
}

function copyMap(value: unknown, of: Leaf, atMost: number, path: string): unknown {
  const entries = Object.entries(plainObject(value, path)).filter(([, one]) => one !== undefined);
  return cutAt(entries, atMost, (kept) => {
    const copied = Object.create(null) as Record<string, unknown>;
    for (const [name, one] of kept) copied[name] = copyLeaf(one, of, `${path}[]`);
    return copied;
  });
}

function copyLeaf(value: unknown, { type, isTyped }: Leaf, path: string): unknown {
  switch (typeof value) {
    case 'string': {
      const text = value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT - 1)}…` : value;
      if (type === 'link') return webAddress(text) ?? null;
      return isTyped ? withoutLinks(text) : text;
    }
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
  }
  throw new RenderError(`${path} is not plain JSON`);
}

function cutAt<T>(items: T[], atMost: number, copy: (kept: T[]) => object): object {
  if (items.length <= atMost) return copy(items);
  const copied = copy(items.slice(0, atMost));
  cutLists.add(copied);
  return copied;
}

function plainObject(value: unknown, path: string): Record<string, unknown> {
  const prototype: unknown = typeof value === 'object' && value !== null && Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return value as Record<string, unknown>;
  throw new RenderError(`${path} is not plain JSON`);
}
