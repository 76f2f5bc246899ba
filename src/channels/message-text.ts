/** Characters of one message; the model reads far fewer. */
export const MAX_TEXT_LENGTH = 10_000;

/** Lines and tabs are kept: they part words. */
const CONTROLS = /[^\P{Cc}\n\r\t]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
const INVISIBLE = /[\p{C}\p{Z}\u115F\u1160\u3164\uFFA0]/gu;

/** The text as the rest of the service may see it: no control characters, valid Unicode, no space around. */
export function cleanText(text: string): string {
  return text.replace(CONTROLS, '').replace(LONE_SURROGATES, '\uFFFD').trim();
}

/** True when there is nothing to read, only spaces and invisible characters. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, '') === '';
}

/** Characters as people count them: an emoji is one. */
export function lengthOf(text: string): number {
  return text.length > MAX_TEXT_LENGTH ? Array.from(text).length : text.length;
}

/** A well-formed language tag (`en_us` too) in its usual spelling; anything else is no wish at all. */
export function localeFrom(wish: unknown): string | undefined {
  if (typeof wish !== 'string' || wish.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(wish.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
