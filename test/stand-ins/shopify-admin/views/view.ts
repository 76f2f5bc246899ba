import type { PageArguments } from '../connection';

/** An object as GraphQL's default resolver reads it: values, or functions of the field's arguments. */
export type View = Record<string, unknown>;

/** Of lists that are no connections, such as fulfillments(first: 5). */
export function firstOf<Item>(items: readonly Item[], args: PageArguments): readonly Item[] {
  return args.first == null ? items : items.slice(0, args.first);
}
