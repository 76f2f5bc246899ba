/** What a body may name and call, as `GET /templates/facts` tells it. */
export type FactShape =
  | { kind: 'leaf' }
  | { kind: 'list'; of: FactShape }
  /** The names differ from record to record, so only `{{#each}}` can read it. */
  | { kind: 'map' }
  | { kind: 'record'; fields: Readonly<Record<string, FactShape>> };

export type Takes = 'leaf' | 'money' | 'list' | 'any';

export interface HelperRule {
  gives: 'text' | 'condition' | 'list' | 'block';
  takes: Takes[];
  atLeast?: number;
  isOpenEnded?: boolean;
}

export interface BodyLanguage {
  roots: Readonly<Record<string, FactShape>>;
  helpers: Readonly<Record<string, HelperRule>>;
}

export const NO_LANGUAGE: BodyLanguage = { roots: {}, helpers: {} };

const LEAF: FactShape = { kind: 'leaf' };

/** An amount is printed with `{{money …}}`, never field by field. */
export function isMoney(shape: FactShape): boolean {
  return shape.kind === 'record' && 'amountMinor' in shape.fields && 'currency' in shape.fields;
}

export function takesAt(rule: HelperRule, index: number): Takes | undefined {
  return rule.takes[index] ?? (rule.isOpenEnded ? rule.takes.at(-1) : undefined);
}

export function fits(shape: FactShape, wanted: Takes): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'leaf':
      return shape.kind === 'leaf';
    case 'list':
      return shape.kind === 'list' || shape.kind === 'map';
    case 'money':
      return isMoney(shape);
  }
}

/** What a path leads to, or undefined: never what `Object.prototype` has under that name. */
export function shapeAt(fields: Readonly<Record<string, FactShape>>, path: string[]): FactShape | undefined {
  const [first = '', ...rest] = path;
  let shape = Object.hasOwn(fields, first) ? fields[first] : undefined;
  for (const part of rest) {
    shape = shape?.kind === 'record' && Object.hasOwn(shape.fields, part) ? shape.fields[part] : undefined;
  }
  return shape;
}

/** The shape of what an `{{#each}}` over this goes through. */
export function itemOf(shape: FactShape | undefined): FactShape | undefined {
  if (shape?.kind === 'list') return shape.of;
  return shape?.kind === 'map' ? LEAF : undefined;
}

export interface FactPath {
  path: string;
  shape: FactShape;
}

/** Every fact under these fields, records themselves too, in the order that they are declared in. */
export function listFacts(fields: Readonly<Record<string, FactShape>>, prefix = ''): FactPath[] {
  return Object.entries(fields).flatMap(([name, shape]) => {
    const path = `${prefix}${name}`;
    const inner = shape.kind === 'record' && !isMoney(shape) ? listFacts(shape.fields, `${path}.`) : [];
    return [{ path, shape }, ...inner];
  });
}
