const REDACTED = '[redacted]';

/**
 * Fields whose value is personal or secret whatever it looks like; `text` is what a customer wrote, and a
 * conversation's id is all that it takes to read the conversation.
 */
const PRIVATE_FIELDS =
  /^(authorization|cookie|set-cookie|.*password.*|.*secret.*|.*token|.*api-?key|text|body|message_?text|email|address|newAddress|params|conversation_?id)$/i;

const PATTERNS: [RegExp, string][] = [
  // Drizzle ends a failed query's message with its parameters: a customer's words, which may look like anything.
  [/\bparams:[^]*/g, `params: ${REDACTED}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]*\.[\w-]+\.[\w-]*/g, '[token]'],
  // The user and password of a connection URL.
  [/(\/\/)[^\s/@]+@/g, `$1${REDACTED}@`],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[email]'],
  // Telephone, card and account numbers, in groups or not; an ISO date is left alone.
  [/(?<![\w.])(?!\d{4}-\d\d-\d\d)\+?\d(?:[ .-]?\d){6,}(?!\w)/g, '[digits]'],
];

const MAX_DEPTH = 6;

/** The text without e-mail addresses, long digit runs, credentials and query parameters. */
export function redactText(text: string): string {
  return PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

/** A copy of a log entry that is safe to write: private fields are blanked, every other string is redacted. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const entries = Object.entries(value).map(([name, field]): [string, unknown] => [
    name,
    PRIVATE_FIELDS.test(name) && field !== undefined ? REDACTED : redact(field, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** Only the parts that are known: libraries hang requests, headers and parameters on their errors. */
function describeError(error: Error & { code?: unknown }, depth: number): unknown {
  const message = redactText(error.message);
  return {
    type: error.name,
    code: typeof error.code === 'string' ? error.code : undefined,
    message,
    stack: [`${error.name}: ${message}`, ...framesOf(error)].join('\n'),
    cause: error.cause === undefined ? undefined : redact(error.cause, depth + 1),
  };
}

/** The stack's frames: what comes after the whole message, for a line of the message may look like a frame. */
function framesOf({ message, stack = '' }: Error): string[] {
  const start = stack.indexOf(message);
  // The message was changed since: where the one in the stack ends, nobody knows.
  if (start < 0) return [];
  const [, ...lines] = stack.slice(start + message.length).split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).map(redactText);
}
