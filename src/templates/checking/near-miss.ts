/** The known word that somebody probably meant, if one is near enough: `order.nummer` → `order.number`. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const meant = plain(word);
  if (meant.length < 2) return undefined;
  let best: string | undefined;
  let least = Math.min(3, Math.floor(meant.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(meant, plainOf(candidate), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Of the known words, which are few and the same every time. */
const plainWords = new Map<string, string>();

function plainOf(known: string): string {
  const word = plainWords.get(known) ?? plain(known);
  plainWords.set(known, word);
  return word;
}

/** Capitals, dots and dashes are where most slips are: `orderNumber`, `order-number`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Levenshtein's: how many letters have to be changed, put in, left out or swapped. Stops counting at `limit`. */
export function editDistance(one: string, other: string, limit = Infinity): number {
  if (Math.abs(one.length - other.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = previous[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swap = isSwap ? beforePrevious[j - 2]! + 1 : Infinity;
      row.push(Math.min(change, swap, previous[j]! + 1, row[j - 1]! + 1));
    }
    if (Math.min(...row) > limit) return limit;
    [beforePrevious, previous] = [previous, row];
  }
  return previous.at(-1)!;
}
