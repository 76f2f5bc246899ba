import { readFileSync } from 'node:fs';

/** One step of a conversation script; the format is described in README.md of this folder. */
export type Step =
  | { kind: 'customer'; text: string; line: number }
  | { kind: 'reply'; templateId: string; outcome: string; fragments: string[]; line: number }
  | { kind: 'rows'; table: string; count: number; where: Record<string, string>; line: number }
  | { kind: 'token'; email: string; line: number }
  | { kind: 'sender'; senderId: string; line: number }
  | { kind: 'new_conversation'; line: number }
  | { kind: 'template'; definition: unknown; line: number };

export interface Script {
  title: string;
  steps: Step[];
}

/** Reads the conversations of one Markdown file; a line it cannot read is an error, never skipped. */
export function readScripts(path: string): Script[] {
  const scripts: Script[] = [];
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((raw, index) => {
      const line = raw.trimEnd();
      if (line.startsWith('## ')) scripts.push({ title: line.slice(3), steps: [] });
      else if (line.trim() !== '' && !line.startsWith('# ') && scripts.length > 0) {
        const step = readStep(line, index + 1);
        if (step) scripts.at(-1)?.steps.push(step);
      }
    });
  return scripts;
}

function readStep(text: string, line: number): Step | undefined {
  if (text.startsWith('> ')) return { kind: 'customer', text: text.slice(2), line };
  if (text.startsWith('< ')) {
    const fragments = [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    const [templateId = '', outcome = 'ok'] = text
      .slice(2)
      .replace(/"[^"]*"/g, '')
      .trim()
      .split(/\s+/);
    return { kind: 'reply', templateId, outcome, fragments, line };
  }
  if (text.startsWith('rows ')) {
    const [, table = '', count = '', ...conditions] = text.split(/\s+/);
    const where = Object.fromEntries(conditions.map((condition) => condition.split('=') as [string, string]));
    return { kind: 'rows', table, count: Number(count), where, line };
  }
  if (text.startsWith('@ token ')) return { kind: 'token', email: text.slice(8).trim(), line };
  if (text.startsWith('@ sender ')) return { kind: 'sender', senderId: text.slice(9).trim(), line };
  if (text.startsWith('@ new conversation')) return { kind: 'new_conversation', line };
  if (text.startsWith('@ template '))
    return { kind: 'template', definition: JSON.parse(text.slice(11)), line };
  throw new Error(`line ${line} is no step of a script: ${text}`);
}
