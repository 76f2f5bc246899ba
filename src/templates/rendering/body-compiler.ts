import { RenderError } from '../templates.errors';
import { HELPERS } from '../body-language';
import { FACT_ROOTS } from '../fact-shape';
import { bodyEngine, PRINT } from './body-engine';
import type { RenderContext } from './fact-formats';
import { plainFacts } from './plain-facts';

const MAX_OUTPUT = 4000;

/** @throws RenderError when a fact is missing, and when nothing or too much comes out */
export type CompiledBody = (facts: Record<string, unknown>, context: RenderContext) => string;

/** Compiles a body that has passed its check. Replies are plain text, so nothing is escaped for HTML. */
export function compileBody(source: string): CompiledBody {
  const program = bodyEngine.parse(source);
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
    const text = tidy(fill(() => template(withAbsentRoots(plainFacts(facts)), { data: { ...context } })));
    if (text === '') throw new RenderError('nothing came out');
    if (text.length > MAX_OUTPUT) {
      throw new RenderError(`${text.length} characters came out, ${MAX_OUTPUT} are allowed`);
    }
    return text;
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

/** Every root is there, so that a body can ask `{{#if ticket}}`. */
function withAbsentRoots(facts: Record<string, unknown>): Record<string, unknown> {
  for (const root of Object.keys(FACT_ROOTS)) facts[root] ??= null;
  return facts;
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

/** Blocks leave empty lines and stray spaces behind. */
function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
