import { CHANNEL_NAMES, type ChannelName } from '../../common';
import { checkBody } from './body-check';
import type { Findings } from './findings';
import { nearest } from './near-miss';
import { isOneOf, isRecord, type Unchecked } from './unchecked';

const MAX_WORDINGS = 10;
const MAX_WEIGHT = 100;
const FIELDS = ['text', 'name', 'weight', 'channel'] as const;
/** Not digits alone: a wording without a name is counted by its place in the list. */
const NAME = /^(?!\d+$)[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u;

/** Notes everything that is wrong with a body: a text, or a list of wordings. */
export function checkWordings(
  body: unknown,
  path: string,
  given: ReadonlySet<string>,
  findings: Findings,
): void {
  if (!Array.isArray(body)) return checkBody({ text: body, path, given, channels: CHANNEL_NAMES }, findings);
  const wordings: unknown[] = body;
  if (wordings.length < 1 || wordings.length > MAX_WORDINGS) {
    const message = `Between 1 and ${MAX_WORDINGS} wordings are needed; there are ${wordings.length}.`;
    if (findings.note('wording-count', { path, code: 'wordings_count', message })) return;
  }
  const own = new Set(wordings.map((wording) => (isRecord(wording) ? wording.channel : undefined)));
  const others = CHANNEL_NAMES.filter((channel) => !own.has(channel));
  wordings.forEach((wording, index) => {
    const place = `${path}[${index}]`;
    if (!isRecord(wording)) {
      const message = 'A wording is an object with a text.';
      findings.note('field-types', { path: place, code: 'wrong_type', message });
      return;
    }
    checkFields(wording, place, findings);
    const { text, channel } = wording;
    const channels: readonly ChannelName[] = isOneOf(CHANNEL_NAMES, channel) ? [channel] : others;
    checkBody({ text, path: `${place}.text`, given, channels }, findings);
  });
  checkTogether(wordings, path, findings);
}

function checkFields(wording: Unchecked, path: string, findings: Findings): void {
  const { name, weight, channel } = wording;
  for (const field of Object.keys(wording).filter((one) => !isOneOf(FIELDS, one))) {
    const message = `"${field}" is unknown. There are: ${FIELDS.join(', ')}.`;
    const suggestion = nearest(field, FIELDS);
    findings.note('wording-fields', {
      path: `${path}.${field}`,
      code: 'unknown_field',
      message,
      ...(suggestion && { suggestion }),
    });
  }
  if (name !== undefined && !(typeof name === 'string' && NAME.test(name))) {
    const message = 'A name has 1 to 40 letters, digits, spaces, "_" and "-", and not digits alone.';
    findings.note('wording-names', { path: `${path}.name`, code: 'invalid_name', message });
  }
  if (weight !== undefined && !isWeight(weight)) {
    const message = `A weight is a whole number from 1 to ${MAX_WEIGHT}.`;
    findings.note('wording-weights', { path: `${path}.weight`, code: 'invalid_weight', message });
  }
  if (channel !== undefined && !isOneOf(CHANNEL_NAMES, channel)) {
    const message = `The channel is one of ${CHANNEL_NAMES.join(', ')}.`;
    const suggestion = typeof channel === 'string' ? nearest(channel, CHANNEL_NAMES) : undefined;
    findings.note('known-channels', {
      path: `${path}.channel`,
      code: 'unknown_channel',
      message,
      ...(suggestion && { suggestion }),
    });
  }
}

function isWeight(weight: unknown): boolean {
  return Number.isInteger(weight) && (weight as number) >= 1 && (weight as number) <= MAX_WEIGHT;
}

function checkTogether(wordings: unknown[], path: string, findings: Findings): void {
  const names = wordings.map((wording) => (isRecord(wording) ? wording.name : undefined));
  names.forEach((name, index) => {
    if (typeof name !== 'string' || names.indexOf(name) === index) return;
    const message = `There is a wording called "${name}" already.`;
    findings.note('distinct-wordings', { path: `${path}[${index}].name`, code: 'duplicate_name', message });
  });
  const records = wordings.filter(isRecord);
  if (records.length > 0 && records.every(({ channel }) => channel !== undefined)) {
    const message = 'At least one wording has to be for every channel, so without "channel".';
    findings.note('wording-for-all', { path, code: 'no_general_wording', message });
  }
}
