import { RenderError } from '../templates.errors';
import { HELPERS, helperRule } from '../body-language';
import { bodyEngine, PRINT, type Filling } from './body-engine';
import type { RenderContext } from './fact-formats';
import { copierOf } from './plain-facts';
import { cutAt, tidy } from './whole-text';

/** What a reply holds where the channel sets no limit. */
const MAX_OUTPUT = 4000;
/** More than this does not come out, before spaces and empty lines are taken away. */
const MAX_FILLED = 5 * MAX_OUTPUT;

/**
 * @throws RenderError when a fact is missing, and when nothing comes out. What is longer than a message of the channel
 * is cut, and ends in "…".
 */
export type CompiledBody = (facts: Record<string, unknown>, context: RenderContext) => string;

/** Compiles a body that has passed its check. What is printed is escaped by `PRINT`, for the channel. */
export function compileBody(source: string): CompiledBody {
  const program = bodyEngine.parse(source);
  const copyFacts = copierOf(namesIn(program));
  printAll(program);
  const template = bodyEngine.compile(program, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: {
      ...Object.fromEntries([PRINT, ...Object.keys(HELPERS)].map((name) => [name, true])),
      log: false,
      lookup: false,
      with: false,
      if: true,
      unless: true,
      each: true,
      helperMissing: false,
      blockHelperMissing: false,
    },
  });
  return (facts, context) => {
    const filling: Filling = { ...context, left: MAX_FILLED };
    const filled = fill(() => template(copyFacts(facts), { data: { filling } }));
    const text = tidy(filled.slice(0, MAX_FILLED));
    if (text === '') throw new RenderError('nothing came out');
    return cutAt(text, context.maxLength ?? MAX_OUTPUT, context.format ?? 'plain');
  };
}

/** Handlebars has errors of its own for a path through an absent fact. */
function fill(render: () => string): string {
  try {
    return render();
  } catch (cause) {
    if (cause instanceof RenderError) throw cause;
    throw new RenderError((cause as Error).message, { cause });
  }
}

/** Every name that a body says, of facts and of their fields: nothing else has to be copied for it. */
function namesIn(node: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const one of node) namesIn(one, names);
  if (typeof node !== 'object' || node === null) return names;
  const { type, parts, value, original, ...rest } = node as Record<string, unknown>;
  if (type === 'PathExpression') {
    for (const part of parts as string[]) names.add(part);
    for (const field of helperRule(String(original))?.reads ?? []) names.add(field);
  }
  if (type === 'StringLiteral') names.add(String(value));
  for (const one of Object.values(rest)) namesIn(one, names);
  return names;
}

/**
 * Sends all that is printed through the `PRINT` helper: Handlebars by itself prints null as nothing,
 * and a reply with a hole must never go out.
 */
function printAll(program: hbs.AST.Program): void {
  for (const statement of program.body) {
    if (statement.type === 'BlockStatement') {
      const { program: main, inverse } = statement as hbs.AST.BlockStatement;
      // Either can be absent, whatever the types say.
      for (const one of [main, inverse]) if (one) printAll(one);
    } else if (statement.type === 'MustacheStatement') {
      print(statement as hbs.AST.MustacheStatement);
    }
  }
}

function print(mustache: hbs.AST.MustacheStatement): void {
  const { path, params, hash, loc } = mustache;
  const call: hbs.AST.SubExpression = {
    type: 'SubExpression',
    path: path as hbs.AST.PathExpression,
    params,
    hash,
    loc,
  };
  mustache.params = [params.length > 0 ? call : path];
  mustache.path = {
    type: 'PathExpression',
    data: false,
    depth: 0,
    parts: [PRINT],
    original: PRINT,
    loc,
  } as never;
}
