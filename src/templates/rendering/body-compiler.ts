import { RenderError } from '../templates.errors';
import { HELPERS, helperRule } from '../body-language';
import { bodyEngine, PRINT, type Filling } from './body-engine';
import { MAX_FILLED, type RenderContext } from './fact-formats';
import { copierOf } from './plain-facts';
import { prepareBody } from './prepare-body';
import { cutAt, tidy } from './whole-text';

/** What a reply holds where the channel sets no limit. */
const MAX_OUTPUT = 4000;

/**
 * @throws RenderError when a fact is missing, and when nothing comes out. What is longer than a message of the channel
 * is cut, and ends in "…".
 */
export type CompiledBody = (facts: Record<string, unknown>, context: RenderContext) => string;

/** Compiles a body that has passed its check. What is printed is escaped by `PRINT`, for the channel. */
export function compileBody(source: string): CompiledBody {
  const program = bodyEngine.parse(source);
  const copyFacts = copierOf(namesIn(program));
  prepareBody(program, PRINT);
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
