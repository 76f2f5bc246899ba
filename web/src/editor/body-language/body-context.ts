import { scanBody, type Stash, type Token } from './scan-body';

/** A block that is open at a place in a body: `{{#each order.lines as |line|}}` is `each`, `order.lines`, `['line']`. */
export interface OpenBlock {
  name: string;
  target: string;
  parameters: string[];
}

/** What is being written at a place in a body. */
export type BodyContext =
  | { kind: 'text' }
  | {
      kind: 'stash';
      /** Where the word at the place begins, and its text up to there. */
      from: number;
      word: string;
      /** `start`: the first word; `call`: what comes right after `(`; `argument`: a fact or a value for a helper. */
      position: 'start' | 'call' | 'argument';
      /** For `argument`: the helper that is called, `#each` without its `#`, and which of its arguments this is. */
      helper?: string;
      index?: number;
      /** What comes after the place: nothing yet, the end of the braces, or more words before that. */
      rest: 'open' | 'end' | 'words';
      /** From the outermost in. */
      blocks: OpenBlock[];
    };

export function contextAt(body: string, at: number): BodyContext {
  const stashes = scanBody(body);
  const stash = stashes.find(
    ({ from, to, isClosed }) => from + 2 <= at && (at <= to - 2 || (!isClosed && at <= to)),
  );
  const [first] = stash?.tokens ?? [];
  if (!stash || !first || first.kind === 'comment') return { kind: 'text' };

  const closing = stash.isClosed ? stash.tokens.at(-1) : undefined;
  const inside = stash.tokens.slice(1).filter((token) => token !== closing && token.from < at);
  const last = inside.at(-1);
  if (last?.kind === 'string' && at <= last.to && !isEnded(last, at)) return { kind: 'text' };
  const current = last && last.kind !== 'paren' && at <= last.to ? last : undefined;
  const before = current ? inside.slice(0, -1) : inside;
  return {
    kind: 'stash',
    from: current?.from ?? at,
    word: current ? body.slice(current.from, at) : '',
    rest: !closing ? 'open' : /\S/.test(body.slice(at, closing.from)) ? 'words' : 'end',
    blocks: openBlocks(stashes.filter(({ to }) => to <= stash.from)),
    ...positionAfter(before),
  };
}

function isEnded({ text, to }: Token, at: number): boolean {
  return at === to && text.length > 1 && text.at(-1) === text[0];
}

type Position = { position: 'start' | 'call' } | { position: 'argument'; helper: string; index: number };

/** Walks the words before the place; each `(` begins a call within the call. */
function positionAfter(tokens: Token[]): Position {
  const calls: { helper?: string; index: number }[] = [{ index: 0 }];
  for (const token of tokens) {
    const call = calls.at(-1)!;
    if (token.text === '(' && token.kind === 'paren') calls.push({ index: 0 });
    else if (token.text === ')' && token.kind === 'paren') {
      if (calls.length > 1) calls.pop();
      calls.at(-1)!.index += 1;
    } else if (call.helper === undefined || call.helper === 'else')
      call.helper = token.text.replace(/^[#^]/, '');
    else call.index += 1;
  }
  const { helper, index } = calls.at(-1)!;
  if (helper !== undefined) return { position: 'argument', helper, index };
  return { position: calls.length > 1 ? 'call' : 'start' };
}

function openBlocks(stashes: Stash[]): OpenBlock[] {
  const open: OpenBlock[] = [];
  for (const { tokens, isClosed } of stashes) {
    const word = tokens[1]?.kind === 'block' ? tokens[1].text : '';
    if (!isClosed) continue;
    if (word.startsWith('#')) open.push(openBlock(word.slice(1), tokens.slice(2, -1)));
    if (word.startsWith('/')) open.pop();
  }
  return open;
}

function openBlock(name: string, tokens: Token[]): OpenBlock {
  const as = tokens.findIndex(({ text }) => text === 'as');
  const parameters = as < 0 ? [] : tokens.slice(as + 1).map(({ text }) => text);
  const facts = (as < 0 ? tokens : tokens.slice(0, as)).filter(({ kind }) => kind === 'fact');
  return { name, target: facts[0]?.text ?? '', parameters };
}
