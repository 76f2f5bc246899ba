import { bodyEngine } from '../rendering/body-engine';
import type { TemplateFault } from '../template.types';
import { BodyChecker } from './body-checker';

const MAX_BODY_BYTES = 4096;

/**
 * Everything that is wrong with one body: what it says has to be plain text, known facts and known helpers,
 * and nothing else of what Handlebars could do.
 */
export function checkBody(source: string, path: string, given: ReadonlySet<string>): TemplateFault[] {
  if (source.trim() === '') return [{ path, code: 'body_empty', message: 'A body needs a text.' }];
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_BODY_BYTES) {
    const message = `A body has at most ${MAX_BODY_BYTES} bytes; this one has ${bytes}.`;
    return [{ path, code: 'body_too_large', message }];
  }
  const parsed = parse(source, path);
  return 'fault' in parsed ? [parsed.fault] : new BodyChecker(path, given).check(parsed.program);
}

function parse(source: string, path: string): { program: hbs.AST.Program } | { fault: TemplateFault } {
  try {
    return { program: bodyEngine.parse(source) };
  } catch (error) {
    const { message, lineNumber, column } = error as {
      message: string;
      lineNumber?: number;
      column?: number;
    };
    const line = lineNumber ?? Number(/on line (\d+)/.exec(message)?.[1] ?? 1);
    return { fault: { path, line, column: (column ?? 0) + 1, code: 'parse_error', message } };
  }
}
