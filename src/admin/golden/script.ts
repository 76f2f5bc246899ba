import { OUTCOMES } from '../../common';
import { whyNotCountable, type RehearsalStep, type RowCount } from '../../dialog';
import { ScriptInvalidError } from './golden.errors';

/** What a conversation has to bring about. */
export type Expectation =
  /** `*`: any template. `source`: as it is written in the script. */
  | { kind: 'reply'; templateId: string; outcome: string; fragments: string[]; source: string }
  | ({ kind: 'rows'; count: number; source: string } & RowCount);

/** What stands on a line. */
type Written = Exclude<RehearsalStep, { kind: 'rows' }> | Expectation;

/** One step of a conversation script; test/conversations/README.md describes the format. */
export type Step = Written & { line: number };

export interface Script {
  title: string;
  /** Of its title. */
  line: number;
  steps: Step[];
}

const BODIES: readonly string[] = [...OUTCOMES, 'confirm'];

/**
 * Reads the conversations of a Markdown text; before the first there may be prose, but nothing that anybody says.
 * @throws ScriptInvalidError at the first line that is no step: none is skipped
 */
export function parseScripts(text: string): Script[] {
  const scripts: Script[] = [];
  text.split('\n').forEach((raw, index) => {
    const written = raw.trimEnd();
    const line = index + 1;
    if (written.startsWith('## ')) scripts.push({ title: written.slice(3), line, steps: [] });
    else if (written.trim() === '' || written.startsWith('# ')) return;
    else if (scripts.length > 0) scripts.at(-1)?.steps.push({ ...readStep(written, line), line });
    else if (/^[><] /.test(written))
      throw new ScriptInvalidError(line, 'A conversation begins with "## " and its title.');
  });
  return scripts;
}

function readStep(text: string, line: number): Written {
  const [mark = '', second = ''] = text.split(/\s+/);
  const rest = text.slice(mark.length).trim();
  if (mark === '>' && rest) return { kind: 'customer', text: text.slice(2) };
  if (mark === '<') return readReply(rest, line);
  if (mark === 'rows') return readRows(text, line);
  const value = rest.slice(second.length).trim();
  if (mark === '@' && second === 'token' && value) return { kind: 'token', email: value };
  if (mark === '@' && second === 'sender' && value) return { kind: 'sender', senderId: value };
  if (mark === '@' && rest === 'new conversation') return { kind: 'new_conversation' };
  if (mark === '@' && second === 'template') return { kind: 'template', definition: parseJson(value, line) };
  throw new ScriptInvalidError(line, 'A step begins with "> ", "< ", "rows " or "@ " and says what.');
}

function readReply(source: string, line: number): Expectation {
  const fragments = [...source.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  const [templateId = '', outcome = 'ok', ...more] = source
    .replace(/"[^"]*"/g, '')
    .trim()
    .split(/\s+/);
  if (!/^(\*|[a-z][a-z0-9_-]*)$/.test(templateId) || more.length > 0)
    throw new ScriptInvalidError(
      line,
      "A reply is a template's id, an outcome and fragments in quotation marks.",
    );
  if (!BODIES.includes(outcome))
    throw new ScriptInvalidError(line, `"${outcome}" is no outcome; there are: ${BODIES.join(', ')}.`);
  return { kind: 'reply', templateId, outcome, fragments, source };
}

function readRows(source: string, line: number): Expectation {
  const [, table = '', count = '', ...conditions] = source.split(/\s+/);
  if (!/^\d+$/.test(count))
    throw new ScriptInvalidError(line, 'Rows are a table, a number and column=value.');
  const where = Object.fromEntries(
    conditions.map((condition) => {
      const [column = '', ...value] = condition.split('=');
      return [column, value.join('=')];
    }),
  );
  const reason = whyNotCountable({ table, where });
  if (reason) throw new ScriptInvalidError(line, reason);
  return { kind: 'rows', table, count: Number(count), where, source };
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ScriptInvalidError(line, 'The template is not JSON.');
  }
}
