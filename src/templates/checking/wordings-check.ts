import { CHANNEL_NAMES } from '../../common';
import type { TemplateFault } from '../template.types';
import { isOneOf, isRecord } from './unchecked';

const MAX_WORDINGS = 10;
const MAX_WEIGHT = 100;
const FIELDS = ['text', 'name', 'weight', 'channel'] as const;
/** Not digits alone: a wording without a name is counted by its place in the list. */
const NAME = /^(?!\d+$)[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u;

/** Everything that is wrong with a body that is no text; `checkText` looks at what each wording says. */
export function checkWordings(
  body: unknown,
  path: string,
  checkText: (text: string, path: string) => TemplateFault[],
): TemplateFault[] {
  if (!Array.isArray(body)) {
    return [{ path, code: 'wrong_type', message: 'A body is a text, or a list of wordings.' }];
  }
  if (body.length < 1 || body.length > MAX_WORDINGS) {
    const message = `Between 1 and ${MAX_WORDINGS} wordings are needed; there are ${body.length}.`;
    return [{ path, code: 'wordings_count', message }];
  }
  const wordings: unknown[] = body;
  return [
    ...wordings.flatMap((wording, index) => checkWording(wording, `${path}[${index}]`, checkText)),
    ...checkTogether(wordings, path),
  ];
}

function checkWording(
  wording: unknown,
  path: string,
  checkText: (text: string, path: string) => TemplateFault[],
): TemplateFault[] {
  if (!isRecord(wording))
    return [{ path, code: 'wrong_type', message: 'A wording is an object with a text.' }];
  const { text, name, weight, channel } = wording;
  const faults: TemplateFault[] = Object.keys(wording)
    .filter((field) => !isOneOf(FIELDS, field))
    .map((field) => {
      const message = `"${field}" is unknown. There are: ${FIELDS.join(', ')}.`;
      return { path: `${path}.${field}`, code: 'unknown_field', message };
    });
  if (typeof text === 'string') faults.push(...checkText(text, `${path}.text`));
  else faults.push({ path: `${path}.text`, code: 'wrong_type', message: 'A wording needs a text.' });
  if (name !== undefined && !(typeof name === 'string' && NAME.test(name))) {
    const message = 'A name has 1 to 40 letters, digits, spaces, "_" and "-", and not digits alone.';
    faults.push({ path: `${path}.name`, code: 'invalid_name', message });
  }
  if (weight !== undefined && !isWeight(weight)) {
    const message = `A weight is a whole number from 1 to ${MAX_WEIGHT}.`;
    faults.push({ path: `${path}.weight`, code: 'invalid_weight', message });
  }
  if (channel !== undefined && !isOneOf(CHANNEL_NAMES, channel)) {
    const message = `The channel is one of ${CHANNEL_NAMES.join(', ')}.`;
    faults.push({ path: `${path}.channel`, code: 'unknown_channel', message });
  }
  return faults;
}

function isWeight(weight: unknown): boolean {
  return Number.isInteger(weight) && (weight as number) >= 1 && (weight as number) <= MAX_WEIGHT;
}

function checkTogether(wordings: unknown[], path: string): TemplateFault[] {
  const records = wordings.filter(isRecord);
  const names = wordings.map((wording) => (isRecord(wording) ? wording.name : undefined));
  const faults: TemplateFault[] = names.flatMap((name, index) => {
    if (typeof name !== 'string' || names.indexOf(name) === index) return [];
    const message = `There is a wording called "${name}" already.`;
    return [{ path: `${path}[${index}].name`, code: 'duplicate_name', message }];
  });
  if (records.length > 0 && records.every(({ channel }) => channel !== undefined)) {
    const message = 'At least one wording has to be for every channel, so without "channel".';
    faults.push({ path, code: 'no_general_wording', message });
  }
  return faults;
}
