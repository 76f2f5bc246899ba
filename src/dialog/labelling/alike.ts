/** Messages that share more of their words than this are alike: labelling both teaches little more than one. */
const ALIKE = 0.7;

/** Keeps the first of those that are alike, by the Jaccard index of their words. */
export class Distinct {
  private readonly kept: ReadonlySet<string>[] = [];

  /** Whether it is alike to none before; then it is kept. */
  add(text: string): boolean {
    const words = new Set(wordsOf(text));
    if (this.kept.some((other) => jaccard(words, other) >= ALIKE)) return false;
    this.kept.push(words);
    return true;
  }
}

/** Words and numbers in lower case; which number it is makes no difference. */
function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => (/\p{N}/u.test(word) ? '0' : word));
}

/** The share of the words of either that are in both; 1 where neither has any. */
export function jaccard(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 1 : shared / all;
}
