const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** Puts other IDs of the same shape in place of real ones; the same in place of the same, as long as it lives. */
export class OtherIds {
  private readonly given = new Map<string, string>();

  /** @param random a number from 0 up to 1 */
  constructor(private readonly random: () => number) {}

  /**
   * Other digits, and other letters after the first digit; the letters that it begins with stay, for they say what it
   * is, and so do upper and lower case, marks and length.
   */
  inPlaceOf(id: string): string {
    const key = id.toUpperCase();
    // A letter that is two in upper case is none of ours.
    if (key.length !== id.length || !/\p{Nd}/u.test(id)) return id;
    const other = this.given.get(key) ?? this.draw(key);
    this.given.set(key, other);
    return Array.from(other, (mark, i) => (id[i] === key[i] ? mark : mark.toLowerCase())).join('');
  }

  private draw(id: string): string {
    const first = id.search(/\p{Nd}/u);
    for (;;) {
      const other = Array.from(id, (mark, i) => {
        if (/\p{Nd}/u.test(mark)) return this.oneOf(DIGITS);
        return i > first && UPPER.includes(mark) ? this.oneOf(UPPER) : mark;
      }).join('');
      if (other !== id) return other;
    }
  }

  private oneOf(marks: string): string {
    return marks[Math.floor(this.random() * marks.length)] ?? '';
  }
}
