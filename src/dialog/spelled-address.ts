/** `[dot]`, `(dot)`. */
const DOT = /\s?[[(]\s?(?:dot|punkt)\s?[\])]\s?/giu;
/** `[at]`, `(at)`, or an @ with blanks around it, before what ends like a domain; "2 @ 39.90" is a price. */
const AT =
  /(?:\s?[[(]\s?at\s?[\])]\s?|(?<=[\p{L}\p{N}])(?: ?@ | @))(?=(?:[\p{L}\p{N}-]{1,63}\.){1,4}\p{L}{2,63}(?![\p{L}\p{N}]))/giu;
/** `ana at example dot com`: an "at" without a "dot" after it is just a word. */
const IN_WORDS =
  /(?<=[\p{L}\p{N}._-]{2}) at (?<domain>[\p{L}\p{N}-]{1,63}(?: dot [\p{L}\p{N}-]{2,63}){1,4})(?![\p{L}\p{N}])/giu;

/** The text with e-mail addresses written as such that were spelled out, as people do who fear robots or dictate. */
export function withAddresses(text: string): string {
  return text
    .replace(IN_WORDS, (_, domain: string) => `@${domain.replace(/ dot /giu, '.')}`)
    .replace(DOT, '.')
    .replace(AT, '@');
}

const PART = String.raw`[\p{L}\p{N}_%+-]{1,63}`;
const ANY_DOT = String.raw`(?:\.|\s?[[(]\s?(?:dot|punkt)\s?[\])]\s?| dot )`;
const LETTERS = String.raw`\p{L}{2,63}(?![\p{L}\p{N}])`;
/** A whole address, the name before its "at" as well, however it is spelled out. */
export const SPELLED_ADDRESS = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${PART}(?:${ANY_DOT}${PART}){0,3}` +
    String.raw`(?:(?:\s?[[(]\s?at\s?[\])]\s?| ?@ ?)${PART}(?:${ANY_DOT}${PART}){0,3}${ANY_DOT}${LETTERS}` +
    String.raw`| at ${PART}(?: dot ${PART}){0,3} dot ${LETTERS})`,
  'giu',
);
