import { scanBody } from './scan-body';

export interface Range {
  from: number;
  to: number;
}

interface Place {
  line?: number;
  column?: number;
  suggestion?: string;
}

/** What to underline for a fault: the word at its line and column, or the whole `{{ … }}` where it begins there. */
export function faultRange(body: string, fault: Place): Range | undefined {
  const at = offsetOf(body, fault);
  if (at === undefined) return undefined;
  const stash = scanBody(body).find(({ from, to }) => from <= at && at < to);
  if (!stash || stash.from === at)
    return stash ? { from: stash.from, to: stash.to } : { from: at, to: endOfWord(body, at) };
  const token = stash.tokens.find(({ from, to }) => from <= at && at < to);
  return token ? { from: token.from, to: token.to } : { from: at, to: endOfWord(body, at) };
}

/** What a fault's suggestion takes the place of; a word suggested for a whole `{{ … }}` is meant for its first word. */
export function fixRange(body: string, fault: Place): Range | undefined {
  const at = offsetOf(body, fault);
  const stash = scanBody(body).find(({ from, to }) => from <= (at ?? -1) && (at ?? -1) < to);
  if (at === undefined || !stash) return undefined;
  if (fault.suggestion?.startsWith('{{')) return { from: stash.from, to: stash.to };
  const words = stash.tokens.slice(1);
  const token = stash.from === at ? words[0] : words.find(({ from, to }) => from <= at && at < to);
  if (!token) return undefined;
  const isBlock = token.kind === 'block' && !/^[#/^]/.test(fault.suggestion ?? '');
  return { from: token.from + (isBlock && token.text !== 'else' ? 1 : 0), to: token.to };
}

function offsetOf(body: string, { line, column }: Place): number | undefined {
  if (line === undefined) return undefined;
  const lines = body.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const length = lines[line - 1]?.length ?? 0;
  return Math.min(before + Math.min(Math.max((column ?? 1) - 1, 0), length), body.length);
}

function endOfWord(body: string, at: number): number {
  const word = /^\S+/.exec(body.slice(at))?.[0].length ?? 1;
  return Math.min(at + word, body.length);
}
