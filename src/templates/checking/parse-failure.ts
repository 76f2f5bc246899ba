import type { TemplateFault } from '../template.types';

type Explained = Pick<TemplateFault, 'line' | 'column' | 'message' | 'suggestion'>;

/** `{{#if`, `{{/if`, `{{else`, `{{!--`: how something between braces begins. */
const OPENING = /\{\{\{?\{?[~&]?(!--|!|#|\^|\/|>)?\*?\s*([^\s{}()|~]*)/y;

interface Unbalanced {
  offset: number;
  message: string;
  suggestion?: string;
}

interface OpenBlock {
  name: string;
  offset: number;
  hasElse: boolean;
}

/** Says in words what keeps a body from being parsed, and where. Handlebars itself speaks of tokens. */
export function explainParseFailure(source: string, error: Error): Explained {
  const found = unbalanced(source);
  if (found) {
    const { offset, message, suggestion } = found;
    return { ...placeAt(source, offset), message, ...(suggestion && { suggestion }) };
  }
  const at = offsetIn(source, error.message);
  const rest = source.slice(at).split('\n')[0]!.slice(0, 20);
  const message = rest
    ? `What is between the braces can't be understood from "${rest}" on.`
    : "What is between the braces can't be understood.";
  return { ...placeAt(source, at), message };
}

/** The first brace or block that is not closed, or closed without being open. */
function unbalanced(source: string): Unbalanced | undefined {
  const open: OpenBlock[] = [];
  for (let offset = source.indexOf('{{'); offset >= 0;) {
    OPENING.lastIndex = offset;
    const [start, sign, name = ''] = OPENING.exec(source) ?? ['{{'];
    const end = endOf(source, offset + 2, sign);
    if (end < 0) {
      const closing = sign === '!--' ? '--}}' : '}}';
      return {
        offset,
        message: `The "${start.trim()}" that begins here is not closed: "${closing}" is missing.`,
      };
    }
    const isBare = /^\s*~?\}/.test(source.slice(OPENING.lastIndex));
    const tag = { sign, name, offset, isBare };
    const fault = isEscaped(source, offset) ? undefined : balance(open, tag);
    if (fault) return fault;
    offset = source.indexOf('{{', end);
  }
  const last = open.at(-1);
  return (
    last && {
      offset: last.offset,
      message: `The {{#${last.name}}} that begins here is not closed: {{/${last.name}}} is missing.`,
    }
  );
}

interface Tag {
  sign: string | undefined;
  name: string;
  offset: number;
  /** Nothing comes after its name. */
  isBare: boolean;
}

function balance(open: OpenBlock[], { sign, name, offset, isBare }: Tag): Unbalanced | undefined {
  const last = open.at(-1);
  if (sign === '#' || (sign === '^' && name !== '')) {
    open.push({ name, offset, hasElse: false });
  } else if (sign === '/') {
    if (!last) return { offset, message: `{{/${name}}} closes nothing: there is no {{#${name}}} before it.` };
    if (last.name !== name) {
      const message = `{{/${name}}} can't close {{#${last.name}}}: write {{/${last.name}}}.`;
      return { offset, message, suggestion: `{{/${last.name}}}` };
    }
    open.pop();
  } else if (name === 'else' || sign === '^') {
    if (!last) return { offset, message: '{{else}} belongs between {{#if}} and {{/if}}.' };
    if (last.hasElse) return { offset, message: `{{#${last.name}}} has an {{else}} already.` };
    // `{{else if …}}` may come again.
    last.hasElse = isBare;
  }
  return undefined;
}

/** Where the braces that began before `from` are closed: behind them; -1 where nothing closes them. */
function endOf(source: string, from: number, sign: string | undefined): number {
  if (sign === '!--') {
    const end = source.indexOf('--}}', from);
    return end < 0 ? -1 : end + 4;
  }
  const end = source.indexOf('}}', from);
  const next = source.indexOf('{{', from + 2);
  return end < 0 || (sign !== '!' && next >= 0 && next < end) ? -1 : end + 2;
}

/** `\{{` is plain text. */
function isEscaped(source: string, offset: number): boolean {
  return source[offset - 1] === '\\' && source[offset - 2] !== '\\';
}

/** Where Handlebars' message points: it quotes the line, at most 20 characters before, and a caret below. */
function offsetIn(source: string, message: string): number {
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? 1);
  const [, quoted = '', pointer = ''] = message.split('\n');
  const before = quoted.slice(0, Math.max(0, pointer.indexOf('^'))).replace(/^\.\.\./, '');
  const start =
    source
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + (line > 1 ? 1 : 0);
  const end = start + (source.slice(start).split('\n')[0]?.length ?? 0);
  for (let offset = end; offset >= start; offset -= 1) {
    if (source.slice(Math.max(0, offset - 20), offset).replaceAll('\n', '') === before) return offset;
  }
  return start;
}

function placeAt(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
