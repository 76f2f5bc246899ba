import type { HelperRule, Takes } from '../body-language';
import { isMoney, isOrder, type FactShape } from '../fact-shape';
import { ownLeaf } from './body-scope';

/** What is said to whoever wrote something else. */
export const EXPECTED: Record<Takes, string> = {
  printable: 'a text, a number or a day is expected.',
  printableOrNull: 'a text, a number or a day is expected.',
  number: 'a number is expected.',
  date: 'a day is expected.',
  dateOrNull: 'a day is expected.',
  money: 'an amount of money is expected.',
  order: 'an order is expected.',
  list: 'a list is expected.',
  listOrMap: 'a list is expected.',
  endingList: 'a list whose entries have a last day is expected.',
  field: 'the name of a field is expected, in quotes.',
  any: 'a fact or a condition is expected.',
};

/** Whether a helper can work with it; that it may be unknown is looked at elsewhere. */
export function argumentFits(shape: FactShape, wanted: Takes): boolean {
  switch (wanted) {
    case 'any':
      return true;
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
      return isOrder(shape);
    case 'list':
      return shape.kind === 'list';
    case 'listOrMap':
      return shape.kind === 'list' || shape.kind === 'map';
    case 'endingList':
      return shape.kind === 'list' && shape.of.kind === 'record' && 'endsAt' in shape.of.fields;
    case 'field':
      return false;
  }
}

/** What a call comes to; undefined where that depends on a faulty argument. */
export function shapeOfCall(rule: HelperRule, args: (FactShape | undefined)[]): FactShape | undefined {
  const [first, second] = args;
  if (rule.gives === 'list') return first;
  if (rule.gives === 'condition') return ownLeaf('yesNo');
  // The second in place of the first: a day, where both are.
  const isEither = rule.takes[0] === 'printableOrNull';
  const isOneType = first?.kind === 'leaf' && second?.kind === 'leaf' && first.type === second.type;
  return isEither && isOneType ? ownLeaf(first.type) : ownLeaf('text');
}
