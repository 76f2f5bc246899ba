import { gid } from '../gid';
import type { View } from './view';

/** The shop's library of reasons: here the standard ones alone, each with its old enum value. */
const REASONS = [
  'UNKNOWN',
  'SIZE_TOO_SMALL',
  'SIZE_TOO_LARGE',
  'UNWANTED',
  'NOT_AS_DESCRIBED',
  'WRONG_ITEM',
  'DEFECTIVE',
  'STYLE',
  'COLOR',
  'OTHER',
];

export interface ReasonDefinition {
  id: number;
  reason: string;
}

export const REASON_DEFINITIONS: ReasonDefinition[] = REASONS.map((reason, index) => ({
  id: index + 1,
  reason,
}));

export function reasonDefinitionView(reason: string): View | null {
  const definition = REASON_DEFINITIONS.find((one) => one.reason === reason);
  if (!definition) return null;
  const words = reason.toLowerCase().split('_').join(' ');
  return {
    __typename: 'ReturnReasonDefinition',
    id: gid('ReturnReasonDefinition', definition.id),
    deleted: false,
    handle: words.split(' ').join('-'),
    name: words.charAt(0).toUpperCase() + words.slice(1),
  };
}
