/** Words too short to tell a slip from another word are compared as they are. */
const SHORTEST = 4;
/** From so many letters on, two slips are forgiven. */
const LONG = 8;

/** The words of a text without capitals, accents and a plural's s. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => (word.length > SHORTEST ? word.replace(/s$/, '') : word));
}

/** Whether every word of the name is among the words, allowing for slips: `the bleu ketle` names the Blue Kettle. */
export function isNamedIn(name: string, words: readonly string[]): boolean {
  const named = wordsOf(name);
  return named.length > 0 && named.every((word) => words.some((said) => isSlipOf(said, word)));
}

/** First letters are seldom wrong, and with them `settle` would be a kettle. */
function isSlipOf(said: string, meant: string): boolean {
  if (said === meant) return true;
  if (meant.length < SHORTEST || said.charAt(0) !== meant.charAt(0)) return false;
  const forgiven = meant.length < LONG ? 1 : 2;
  return Math.abs(said.length - meant.length) <= forgiven && slipsBetween(said, meant) <= forgiven;
}

/** Letters left out, added, changed, or swapped with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a.charAt(row - 1) === b.charAt(column - 1);
      const isSwapped =
        row > 1 &&
        column > 1 &&
        a.charAt(row - 1) === b.charAt(column - 2) &&
        a.charAt(row - 2) === b.charAt(column - 1);
      current[column] = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Infinity,
      );
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
