/** What a body may name and call, as `GET /templates/facts` tells it. */
export type FactShape =
  | {
      kind: 'leaf';
      type: 'text' | 'number' | 'date' | 'yesNo' | 'link';
      description?: string;
      /** The records may not know it, so a body asks with `{{#if …}}` first. */
      isNullable?: boolean;
    }
  | { kind: 'list'; description?: string; of: FactShape }
  /** The names differ from record to record, so only `{{#each}}` can read it. */
  | { kind: 'map'; description?: string; of: FactShape }
  | { kind: 'record'; description?: string; fields: Fields };

export type Fields = Readonly<Record<string, FactShape>>;

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
  description?: string;
  /** The last of `takes` may come again. */
  isOpenEnded?: boolean;
}

export interface BodyLanguage {
  roots: Fields;
  helpers: Readonly<Record<string, HelperRule>>;
}

export const NO_LANGUAGE: BodyLanguage = { roots: {}, helpers: {} };

/** An amount is printed with `{{money …}}`, never field by field. */
export function isMoney(shape: FactShape): boolean {
  return shape.kind === 'record' && 'amountMinor' in shape.fields && 'currency' in shape.fields;
}

export function takesAt(rule: HelperRule, index: number): Takes | undefined {
  return rule.takes[index] ?? (rule.isOpenEnded ? rule.takes.at(-1) : undefined);
}

/** What a helper takes that this app does not know yet is taken to be anything. */
export function fits(shape: FactShape, wanted: Takes): boolean {
  switch (wanted) {
    case 'printable':
    case 'printableOrNull':
      return shape.kind === 'leaf' && shape.type !== 'yesNo';
    case 'number':
      return shape.kind === 'leaf' && shape.type === 'number';
    case 'date':
    case 'dateOrNull':
      return shape.kind === 'leaf' && shape.type === 'date';
    case 'money':
      return isMoney(shape);
    case 'order':
      return shape.kind === 'record' && 'trackingNumber' in shape.fields;
    case 'list':
      return shape.kind === 'list';
    case 'listOrMap':
      return shape.kind === 'list' || shape.kind === 'map';
    case 'endingList':
      return shape.kind === 'list' && shape.of.kind === 'record' && 'endsAt' in shape.of.fields;
    case 'field':
      return false;
    default:
      return true;
  }
}

/** What a path leads to, or undefined: never what `Object.prototype` has under that name. */
export function shapeAt(fields: Fields, path: string[]): FactShape | undefined {
  const [first = '', ...rest] = path;
  let shape = Object.hasOwn(fields, first) ? fields[first] : undefined;
  for (const part of rest) {
    shape = shape?.kind === 'record' && Object.hasOwn(shape.fields, part) ? shape.fields[part] : undefined;
  }
  return shape;
}

/** The shape of what an `{{#each}}` over this goes through. */
export function itemOf(shape: FactShape | undefined): FactShape | undefined {
  return shape?.kind === 'list' || shape?.kind === 'map' ? shape.of : undefined;
}

export interface FactPath {
  path: string;
  shape: FactShape;
}

/** Every fact under these fields, records themselves too, in the order that they are declared in. */
export function listFacts(fields: Fields, prefix = ''): FactPath[] {
  return Object.entries(fields).flatMap(([name, shape]) => {
    const path = `${prefix}${name}`;
    const inner = shape.kind === 'record' && !isMoney(shape) ? listFacts(shape.fields, `${path}.`) : [];
    return [{ path, shape }, ...inner];
  });
}
