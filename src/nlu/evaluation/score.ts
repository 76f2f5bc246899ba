import type { Answered } from './answered';
import { withInterval, type Figure } from './measures';

/** What two models got, and by how much the second is above the first. */
export interface Difference {
  name: string;
  /** Less is better. */
  isError: boolean;
  before: number;
  after: number;
  change: Figure;
}

/** One score of the model card. */
export interface Score {
  name: string;
  figure(rows: Answered[]): Figure;
  /**
   * Both have answered the same messages in the same order. The interval is that of a paired bootstrap: each draw takes
   * the same messages of both, so that what is hard for both does not count as a difference (Koehn 2004).
   */
  difference(before: Answered[], after: Answered[]): Difference;
}

interface Definition<Item> {
  /** Whether a message counts, by its labels alone. */
  isAbout: (gold: Answered['gold']) => boolean;
  /** What the score needs of a message, made once. */
  of: (row: Answered) => Item;
  measure: (items: Item[]) => number;
  isError?: boolean;
}

export function score<Item>(
  name: string,
  { isAbout, of, measure, isError = false }: Definition<Item>,
): Score {
  const itemsOf = (rows: Answered[]): Item[] => rows.filter(({ gold }) => isAbout(gold)).map(of);
  return scoreOfItems(name, itemsOf, measure, isError);
}

/** A score whose items are not single messages: each item is drawn, and counts, as a whole. */
export function scoreOfItems<Item>(
  name: string,
  itemsOf: (rows: Answered[]) => Item[],
  measure: (items: Item[]) => number,
  isError = false,
): Score {
  return {
    name,
    figure: (rows) => withInterval(itemsOf(rows), measure),
    difference: (before, after) => {
      const items = itemsOf(after);
      const pairs = itemsOf(before).map((item, i): [Item, Item] => [item, items[i] as Item]);
      const measureOf = (some: [Item, Item][], which: 0 | 1): number =>
        measure(some.map((pair) => pair[which]));
      return {
        name,
        isError,
        before: measureOf(pairs, 0),
        after: measureOf(pairs, 1),
        change: withInterval(pairs, (some) => measureOf(some, 1) - measureOf(some, 0)),
      };
    },
  };
}
