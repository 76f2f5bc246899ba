import type { TextFormat } from '../channel-formats';

/**
 * Control characters but the line break, lone surrogates, what turns the direction of writing, and what can't be
 * seen; joiners stay, for emoji and many scripts need them.
 */
const UNWANTED = /(?!\n)[\p{Cc}\p{Cs}\u00AD\u200B\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;
const MARKS_IN_A_HEAP = /(\p{M}{8})\p{M}+/gu;
const PLAIN_ASCII = /^[\n\x20-\x7e]*$/;

const WEB_ADDRESS = /^https?:\/\/\S+$/;

const HTML_ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '=': '&#61;',
};

/** What a fact says, without what could play tricks on who reads it. */
export function cleanText(text: string): string {
  if (PLAIN_ASCII.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(UNWANTED, '')
    .replace(MARKS_IN_A_HEAP, '$1');
}

/**
 * What a customer typed, with a space behind each colon and dot that a word goes on after: chat clients make links of
 * `https://…` and of `www.example.com`, but not of these, and people read "St. Gallen, door: 4" all the same.
 */
export function withoutLinks(typed: string): string {
  return cleanText(typed)
    .replace(/(?<=\p{L}):(?=\S)/gu, ': ')
    .replace(/(?<=[\p{L}\p{N}])([.\u3002\uFF0E\uFF61])(?=\p{L})/gu, '$1 ');
}

/** A web address that a reply may link to; undefined for `javascript:…` and whatever else is none. */
export function webAddress(text: string): string | undefined {
  if (!WEB_ADDRESS.test(text)) return undefined;
  try {
    const { href, username, password } = new URL(text);
    return username || password ? undefined : href;
  } catch {
    return undefined;
  }
}

/** A fact as it has to be written to be read as plain text: it can't begin a link, a tag or any other markup. */
export function escapeFor(format: TextFormat, fact: string): string {
  switch (format) {
    case 'plain':
      return fact;
    case 'html':
      return fact.replace(/[&<>"'`=]/g, (one) => HTML_ENTITIES[one]!);
    case 'markdown':
      if (WEB_ADDRESS.test(fact)) return inMarkdownLink(fact);
      return fact
        .replace(/[\\`*_[\]<>~|&]/g, '\\$&')
        .replace(/^(\s*)([#+=-]|\d+(?=[.)]))/gm, (_, space: string, sign: string) =>
          /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
        );
  }
}

/** A link with these words, in a channel that has such; else the address alone. */
export function linkIn(format: TextFormat, address: string, words: string): string {
  switch (format) {
    case 'plain':
      return address;
    case 'html':
      return `<a href="${escapeFor('html', address)}">${escapeFor('html', words)}</a>`;
    case 'markdown':
      return `[${escapeFor('markdown', words)}](${inMarkdownLink(address)})`;
  }
}

function inMarkdownLink(address: string): string {
  return address.replace(/[()<>[\]*~`|\\]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
