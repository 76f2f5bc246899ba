import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../common';
import { toParseResult } from './parse-result';
import type { NluPort } from './nlu.port';

/** Fewer than the queue holds, so that no line is refused. */
const LINES_IN_FLIGHT = 64;

interface ParseRequest {
  text: string;
  context?: string;
}

type Outcome = { isGood: boolean; line: string };

/**
 * Understands one JSON object a line, `{"id"?, "text", "context"?}`, and writes one a line, in the same order.
 * A bad line becomes `{"id", "error"}`. Resolves with whether every line was good.
 *
 * `isListed` tells which templates the answers list; all were scored.
 */
export async function parseLines(
  nlu: NluPort,
  input: Readable,
  output: Writable,
  isListed: (templateId: string) => boolean = () => true,
): Promise<boolean> {
  const inFlight: Promise<Outcome>[] = [];
  let isGood = true;
  const writeOldest = async (): Promise<void> => {
    const outcome = await inFlight.shift();
    if (!outcome) return;
    isGood &&= outcome.isGood;
    if (!output.write(`${outcome.line}\n`)) await once(output, 'drain');
  };
  for await (const line of linesOf(input)) {
    inFlight.push(parseLine(nlu, line, isListed));
    if (inFlight.length >= LINES_IN_FLIGHT) await writeOldest();
  }
  while (inFlight.length > 0) await writeOldest();
  return isGood;
}

/** `\n` alone ends a line: node:readline would also cut at U+2028, which JSON allows inside a string. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const lines = (
      rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    ).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

async function parseLine(
  nlu: NluPort,
  line: string,
  isListed: (templateId: string) => boolean,
): Promise<Outcome> {
  let id: unknown = null;
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) id = value.id ?? null;
    const fault = faultOf(value);
    if (fault) return bad(id, fault);
    const { text, context } = value as ParseRequest;
    const result = toParseResult(await nlu.understand(text, context, 'all'), isListed);
    const own = isObject(value) && 'id' in value ? { id: value.id } : {};
    return { isGood: true, line: JSON.stringify({ ...own, ...result }) };
  } catch (error) {
    if (error instanceof SyntaxError) return bad(id, 'the line is not JSON');
    if (error instanceof AppError) return bad(id, error.code);
    throw error;
  }
}

function bad(id: unknown, error: string): Outcome {
  return { isGood: false, line: JSON.stringify({ id, error }) };
}

function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'the line is not a JSON object';
  if (typeof value.text !== 'string') return 'text must be a string';
  const { context } = value;
  if (context !== undefined && context !== null && typeof context !== 'string')
    return 'context must be a string';
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
