import { CHANNEL_NAMES, type ChannelName } from '../../common';
import { CHANNEL_FORMATS } from '../channel-formats';
import { bodyEngine } from '../rendering/body-engine';
import type { TemplateFault } from '../template.types';
import { BodyChecker } from './body-checker';
import { measureBody } from './body-measure';
import type { Findings } from './findings';
import { explainParseFailure } from './parse-failure';

const MAX_BODY_BYTES = 8192;
/** Steps of about a microsecond: a reply is filled in well under 20 ms, whatever the facts are. */
const MAX_COST = 5_000;
/** Control characters, and what turns the direction of writing; a tab or a line break is just space. */
const HIDDEN = /(?![\n\r\t])[\p{Cc}\p{Cs}\u200B\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/u;

export interface BodyToCheck {
  /** Whatever claims to be a text. */
  text: unknown;
  path: string;
  /** The facts that are surely there. */
  given: ReadonlySet<string>;
  /** The channels that it is said in. */
  channels: readonly ChannelName[];
}

/**
 * Notes everything that is wrong with one text: what it says has to be plain text, known facts and known helpers,
 * and nothing else of what Handlebars could do.
 */
export function checkBody({ text, path, given, channels }: BodyToCheck, findings: Findings): void {
  const start = { path, line: 1, column: 1 };
  if (
    typeof text !== 'string' &&
    findings.note('body-text', { path, code: 'wrong_type', message: 'A body is a text.' })
  )
    return;
  // Whatever it is, Handlebars would take it.
  const source = text as string;
  if (typeof source === 'string') {
    if (source.trim() === '') {
      findings.note('body-says', { ...start, code: 'body_empty', message: 'A body needs a text.' });
      return;
    }
    if (isTooLarge(source, start, findings)) return;
    checkCharacters(source, path, findings);
  }
  const program = parse(source, path, findings);
  if (!program) return;
  const before = findings.count;
  const shapes = new BodyChecker(String(source), path, findings).check(program, given);
  if (findings.count > before) return;
  const { cost, length, says } = measureBody(program, shapes);
  if (cost > MAX_COST) {
    const message = 'Filling this could take too long: there is too much within {{#each}}.';
    findings.note('rendering-cost', { ...start, code: 'too_costly', message });
  }
  if (!says) {
    const message =
      'This could come out empty: put some words outside of {{#if}} and {{#each}}, or into an {{else}}.';
    findings.note('always-says', { ...start, code: 'may_be_empty', message });
  }
  for (const channel of tooShortFor(length, channels)) {
    const { maxLength } = CHANNEL_FORMATS[channel];
    const message = `A message of the channel "${channel}" holds ${maxLength} characters; these are ${length}.`;
    findings.note('channel-length', { ...start, code: 'too_long_for_channel', message });
  }
}

/** One channel is enough where all of them have the same limit. */
function tooShortFor(length: number, channels: readonly ChannelName[]): ChannelName[] {
  const tight = channels.filter((channel) => length > CHANNEL_FORMATS[channel].maxLength);
  return tight.length === CHANNEL_NAMES.length ? tight.slice(0, 1) : tight;
}

function isTooLarge(source: string, start: Pick<TemplateFault, 'path'>, findings: Findings): boolean {
  const bytes = Buffer.byteLength(source);
  const message = `A body has at most ${MAX_BODY_BYTES} bytes; this one has ${bytes}.`;
  return bytes > MAX_BODY_BYTES && findings.note('body-size', { ...start, code: 'body_too_large', message });
}

function checkCharacters(source: string, path: string, findings: Findings): void {
  source.split('\n').forEach((text, index) => {
    const found = HIDDEN.exec(text);
    if (!found) return;
    const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    const message = `There is a character here that nobody can see (U+${code}): delete it.`;
    findings.note('hidden-characters', {
      path,
      line: index + 1,
      column: found.index + 1,
      code: 'hidden_character',
      message,
    });
  });
}

function parse(source: string, path: string, findings: Findings): hbs.AST.Program | undefined {
  try {
    return bodyEngine.parse(source);
  } catch (error) {
    findings.note('syntax', { path, code: 'parse_error', ...explainParseFailure(source, error as Error) });
    return undefined;
  }
}
