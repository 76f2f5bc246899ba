/** A range of UTF-16 offsets, end excluded. */
export interface TextRange {
  start: number;
  end: number;
}

/**
 * What ends a word, as the inside of a character class: white space (JavaScript's and Python's together),
 * `, ; : ( ) [ ] { } " ' ? ! < > = | * ~ #`, quotes, bullets, em dash, ellipsis, №, invisible characters,
 * full-width punctuation, and symbols from the arrows to the emoji.
 */
const SEPARATORS =
  String.raw`\s\x1c-\x1f\x85\ufeff` +
  String.raw`,;:()\[\]{}"'?!<>=|*~#\x60\xa1\xab\xb4\xb7\xbb\xbf` +
  String.raw`\u200b-\u200f\u2014-\u206f\u20d0-\u20ff\u2116\u2190-\u2bff\u3000-\u303f\ufe00-\ufe0f` +
  String.raw`\uff01-\uff03\uff07-\uff0a\uff0c\uff1a-\uff1f\uff3b\uff3d\uff5b-\uff65` +
  '\u{1f000}-\u{1faff}';

/** What joins the parts of a word, and is no part of it at either end: `. - / _` and the Unicode hyphens. */
const JOINERS = String.raw`.\-/_\u2010-\u2013`;

/**
 * One word: parts joined inside. The same string is a valid regular expression in JavaScript (flag `u`) and in
 * Python (`re`), and means the same in both; training labels its tokens by it.
 */
export const WORD_PATTERN = `[^${SEPARATORS}${JOINERS}]+(?:[${JOINERS}]+[^${SEPARATORS}${JOINERS}]+)*`;

const WORD = new RegExp(WORD_PATTERN, 'gu');
const WHITE_SPACE = /^[\s\x1c-\x1f\x85\ufeff]*$/u;

/**
 * The words on which entities are decided, in order.
 *
 * @example splitWords('#W1001, (SKU-10442).') // ranges of `W1001` and `SKU-10442`
 */
export function splitWords(text: string): TextRange[] {
  return Array.from(text.matchAll(WORD), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Whether nothing but white space stands in the text. */
export function isWhiteSpace(text: string): boolean {
  return WHITE_SPACE.test(text);
}
