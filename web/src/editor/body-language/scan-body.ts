/** What a stretch of a body is, for its colour and for completion. */
export type TokenKind =
  'brace' | 'comment' | 'block' | 'helper' | 'fact' | 'string' | 'literal' | 'paren' | 'refused';

export interface Token {
  kind: TokenKind;
  from: number;
  to: number;
  text: string;
}

/** One `{{ … }}`; `to` is the end of the body when it is not closed. */
export interface Stash {
  from: number;
  to: number;
  isClosed: boolean;
  tokens: Token[];
}

const LITERALS = new Set(['true', 'false', 'null', 'undefined']);
const WORD = /[^\s(){}"'|~=]+/y;
const STRING = /"(?:\\"|[^"])*"?|'(?:\\'|[^'])*'?/y;

/**
 * Finds the parts of a body that are not plain text. Never fails: while someone is typing, a body is wrong most of
 * the time, and what is wrong with it the service says.
 */
export function scanBody(body: string): Stash[] {
  const stashes: Stash[] = [];
  for (let at = body.indexOf('{{'); at >= 0;) {
    const stash = isComment(body, at) ? scanComment(body, at) : scanStash(body, at);
    stashes.push(stash);
    at = body.indexOf('{{', stash.to);
  }
  return stashes;
}

function isComment(body: string, at: number): boolean {
  return /^\{\{~?!/.test(body.slice(at, at + 4));
}

function scanComment(body: string, from: number): Stash {
  const end = /^\{\{~?!--/.test(body.slice(from, from + 6)) ? '--' : '';
  const found = new RegExp(`${end}~?\\}\\}`, 'g');
  found.lastIndex = from + 3;
  const match = found.exec(body);
  const to = match ? found.lastIndex : body.length;
  const token: Token = { kind: 'comment', from, to, text: body.slice(from, to) };
  return { from, to, isClosed: match !== null, tokens: [token] };
}

function scanStash(body: string, from: number): Stash {
  const opening = /^\{\{\{?~?[&>*]?/.exec(body.slice(from, from + 6))![0];
  const isRefused = opening.replace('~', '').length > 2;
  const tokens: Token[] = [
    { kind: isRefused ? 'refused' : 'brace', from, to: from + opening.length, text: opening },
  ];
  let at = from + opening.length;
  while (at < body.length) {
    const closing = /^~?\}\}\}?/.exec(body.slice(at, at + 4))?.[0];
    if (closing) {
      const to = at + (opening.startsWith('{{{') ? closing.length : closing.replace('}}}', '}}').length);
      tokens.push({ kind: isRefused ? 'refused' : 'brace', from: at, to, text: body.slice(at, to) });
      return { from, to, isClosed: true, tokens };
    }
    // The next one begins: this one was left open, and the rest of the body keeps its colours.
    if (body.startsWith('{{', at)) return { from, to: at, isClosed: false, tokens };
    const token = nextToken(body, at, tokens);
    if (token) tokens.push(token);
    at = token?.to ?? at + 1;
  }
  return { from, to: body.length, isClosed: false, tokens };
}

function nextToken(body: string, at: number, before: Token[]): Token | undefined {
  const text = matchAt(STRING, body, at) ?? matchAt(WORD, body, at);
  if (text !== undefined) {
    const isFirst = before.length === 1;
    const follows = before.at(-1)?.text;
    return {
      kind: kindOf(text, isFirst, follows, body.slice(at + text.length)),
      from: at,
      to: at + text.length,
      text,
    };
  }
  const char = body[at]!;
  return '()'.includes(char) ? { kind: 'paren', from: at, to: at + 1, text: char } : undefined;
}

function kindOf(text: string, isFirst: boolean, follows: string | undefined, rest: string): TokenKind {
  if (text.startsWith('"') || text.startsWith("'")) return 'string';
  if (isFirst && (/^[#/^]/.test(text) || text === 'else')) return 'block';
  if (follows === 'else' && (text === 'if' || text === 'unless')) return 'block';
  if (LITERALS.has(text) || /^-?\d/.test(text)) return 'literal';
  const isCalled = follows === '(' || (isFirst && /^\s+[^\s~}]/.test(rest));
  return isCalled ? 'helper' : 'fact';
}

function matchAt(pattern: RegExp, body: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(body)?.[0];
}
