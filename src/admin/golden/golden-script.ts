import { ScriptInvalidError } from './golden.errors';
import { parseScripts, type Script } from './script';

/** Enough to check a catalogue by; each message of a conversation takes the database some milliseconds. */
const MOST_CONVERSATIONS = 20;
const MOST_MESSAGES = 30;

/**
 * Reads a golden script, which has to check something in each of its conversations.
 * @throws ScriptInvalidError
 */
export function readGoldenScript(text: string): [Script, ...Script[]] {
  const [first, ...others] = parseScripts(text);
  if (!first)
    throw new ScriptInvalidError(1, 'There is no conversation: each begins with "## " and its title.');
  const scripts: [Script, ...Script[]] = [first, ...others];
  const tooMany = scripts[MOST_CONVERSATIONS];
  if (tooMany)
    throw new ScriptInvalidError(tooMany.line, `A script has at most ${MOST_CONVERSATIONS} conversations.`);
  scripts.forEach(checkConversation);
  return scripts;
}

function checkConversation({ steps, line }: Script): void {
  const messages = steps.filter(({ kind }) => kind === 'customer');
  const tooMany = messages[MOST_MESSAGES];
  if (tooMany)
    throw new ScriptInvalidError(tooMany.line, `A conversation has at most ${MOST_MESSAGES} messages.`);
  const reply = steps.find(({ kind }) => kind === 'reply');
  const [message] = messages;
  if (!message || !reply)
    throw new ScriptInvalidError(line, 'A conversation needs a message ("> ") and the reply to it ("< ").');
  if (reply.line < message.line) throw new ScriptInvalidError(reply.line, 'Nothing has been said yet.');
}

/** The templates that a script names. */
export function namedIn(scripts: Script[]): string[] {
  const ids = scripts.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'reply' && step.templateId !== '*' ? [step.templateId] : [])),
  );
  return [...new Set(ids)].sort();
}
