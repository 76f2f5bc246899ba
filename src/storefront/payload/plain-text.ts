/** In `u` mode a surrogate is half of a pair: whole pairs are one character. */
const UNSTORABLE = /[\p{Cc}\p{Surrogate}]+/gu;
const BREAK = /\r\n?|[\u2028\u2029]/g;
const BREAKING_TAGS = new Set(['br', '/p', '/div', '/li', '/tr', '/h1', '/h2', '/h3', '/h4', '/h5', '/h6']);
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** One line without control characters, cut to so many UTF-16 units. */
export function plainLine(text: string, longest: number): string {
  return cut(text.replace(UNSTORABLE, ' ').replace(/\s+/g, ' ').trim(), longest);
}

/** The same with its line breaks. */
export function plainText(text: string, longest: number): string {
  const lines = text
    .replace(BREAK, '\n')
    .split('\n')
    .map((line) => plainLine(line, longest));
  return cut(
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    longest,
  );
}

/** What a piece of HTML says, without its mark-up. */
export function textOfHtml(html: string, longest: number): string {
  const text = withoutTags(html).replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? whole)
        : characterOf(decimal ? Number(decimal) : parseInt(hex ?? '', 16)),
  );
  return plainText(text, longest);
}

/** Reads once from left to right: an expression over hostile mark-up would take quadratic time. */
function withoutTags(html: string): string {
  let text = '';
  let at = 0;
  for (;;) {
    const opens = html.indexOf('<', at);
    const closes = opens < 0 ? -1 : html.indexOf('>', opens);
    if (closes < 0) return text + html.slice(at);
    const name = /^\/?\w*/.exec(html.slice(opens + 1, opens + 12))?.[0].toLowerCase() ?? '';
    text += html.slice(at, opens) + (BREAKING_TAGS.has(name) ? '\n' : ' ');
    at = closes + 1;
    if (name === 'script' || name === 'style') {
      const end = html.indexOf(`</${name}`, at);
      if (end < 0) return text;
      at = end;
    }
  }
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

/** Never leaves half of a surrogate pair. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const isPairCut = /[\uD800-\uDBFF]/.test(text.charAt(longest - 1));
  return text.slice(0, isPairCut ? longest - 1 : longest);
}
