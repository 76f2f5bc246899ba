import { wordsOf } from './misspelling';

/** A "1" or "kg" of a name is said by accident. */
const SHORTEST_TELLING = 3;
/** Names have them, and so has every message. */
const STOP_WORDS = new Set(['and', 'for', 'from', 'the', 'with', 'you', 'your']);
/** More products than these that a text may mean are a catalogue, not a question. */
const MOST_MEANT = 10;
/** More products than these with a word in common have it by accident. */
const MOST_HINTED = 3;

interface Named {
  /** Of the product; a variant has its product's. */
  id: string;
  name: string;
}

interface Asking {
  /** The product that was talked about before. */
  talkedAbout?: Named | null;
  /** The text answers the question for a product: any word that can only be one's will do. */
  isAsked?: boolean;
}

/**
 * Which of the shop's products a text means that says no whole name: `the jumper` the Wool Jumper, `the side table` the
 * Oak Side Table; `and the red one?` after the Blue Kettle the red one. One: that is meant; several: nobody can tell
 * which; none: it speaks of none, or still of the one talked about.
 */
export function partlyNamed<Product extends Named>(
  text: string,
  products: readonly Product[],
  { talkedAbout, isAsked = false }: Asking = {},
): Product[] {
  const said = new Set(wordsOf(text).flatMap((word) => [word, word.replace(/s$/, '')]));
  const hits = (name: string): string[] => tellingWords(name).filter((word) => said.has(word));
  const others = products.filter(({ id }) => id !== talkedAbout?.id);

  // Another of the same kind, by what tells it from the one before.
  const before = talkedAbout && {
    kind: kindOf(talkedAbout.name),
    words: new Set(tellingWords(talkedAbout.name)),
  };
  const sisters = others.filter(
    ({ name }) => kindOf(name) === before?.kind && hits(name).some((word) => !before?.words.has(word)),
  );
  if (before && sisters.length > 0) return unlessTooMany(sisters);

  // A name is said by the word for what it is, or by two of its words.
  const isSaid = (name: string): boolean => said.has(kindOf(name) ?? '') || hits(name).length > 1;
  if (talkedAbout && isSaid(talkedAbout.name)) return [];
  const named = others.filter(({ name }) => isSaid(name));
  const most = Math.max(0, ...named.map(({ name }) => hits(name).length));
  const best = named.filter(({ name }) => hits(name).length === most);
  if (best.length > 0 || !isAsked) return unlessTooMany(best);
  const hinted = products.filter(({ name }) => hits(name).length > 0);
  return hinted.length <= MOST_HINTED ? hinted : [];
}

/** The word for what the product is: the last one of an English name, whatever variant it is. */
export function kindOf(name: string): string | undefined {
  return tellingWords(name.replace(/\(.*\)/, '')).at(-1);
}

function unlessTooMany<Product>(products: Product[]): Product[] {
  return products.length <= MOST_MEANT ? products : [];
}

function tellingWords(name: string): string[] {
  const telling = wordsOf(name).filter(
    (word) => word.length >= SHORTEST_TELLING && /\p{L}/u.test(word) && !STOP_WORDS.has(word),
  );
  return [...new Set(telling)];
}
