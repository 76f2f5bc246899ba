import type { Entity } from '../../nlu';
import { redactText } from '../../observability';
import { SPELLED_ADDRESS } from '../spelled-address';
import type { OtherIds } from './other-ids';

/** What is known of the people that a message may speak of. */
export interface KnownPeople {
  /** Names and addresses of those in the conversation, as the shop has them. */
  own: string[];
  /** Parts of customers' names, in lower case. */
  nameParts: ReadonlySet<string>;
}

export interface Redacted {
  text: string;
  /** In Unicode code points of `text`, as training counts. */
  entities: { type: Entity['type']; start: number; end: number }[];
}

interface Range {
  start: number;
  end: number;
  by: string;
  type?: Entity['type'];
}

const NAME = "\\p{Lu}[\\p{L}'’-]+";
/** "My name is Ana Costa", "Dear Ana", "Regards, Ana"; what is taken is the group. */
const INTRODUCED = [
  /\b[Mm]y name(?: is|['’]s) (\p{L}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2})/dgu,
  new RegExp(
    `\\b(?:[Ii] am|[Ii]['’]m|[Tt]his is|[Nn]ame:|[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Mm]rs?\\.?|[Mm]s\\.?|[Dd]r\\.?) (${NAME}(?: ${NAME}){0,2})`,
    'dgu',
  ),
  new RegExp(
    `(?:[Rr]egards|[Cc]heers|[Ss]incerely|[Tt]hanks|[Tt]hank you|[Ss]igned),?\\s+(${NAME}(?: ${NAME})?)\\s*$`,
    'dgu',
  ),
];
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** By which somebody signs in somewhere. */
const TOKEN = /\beyJ[\w-]*\.[\w-]+\.[\w-]*|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
/** With a country's code, a leading nought, or in groups as telephones are: other long numbers are IDs. */
const PHONE = /(?<![\p{L}\p{N}.])(?:\+\d|\(?0)(?:[ .()/-]{0,2}\d){6,13}(?![\p{L}\p{N}])/gu;
const CARD = /(?<![\p{L}\p{N}])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\p{L}\p{N}])/gu;
const STREETS =
  'street|road|lane|avenue|drive|boulevard|terrace|crescent|court|square|gardens|close|place|highway|way|st|rd|ln|ave|dr|blvd|ct|sq';
const REST_OF_ADDRESS = [
  String.raw`(?:,?\s+(?:[Aa]pt|[Ff]lat|[Uu]nit|[Ss]uite|#)\.?\s*\w+)?`,
  String.raw`(?:,\s*\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*){0,2})*`,
  String.raw`(?:,?\s+(?:[A-Z]{2}\s+)?\d{5}(?:-\d{4})?\b)?`,
].join('');
const ADDRESSES = [
  // "14 Rose Lane, Leeds": in capitals, or where the kind of street leaves no doubt.
  new RegExp(
    `(?<![\\p{L}\\p{N}])\\d{1,5}\\p{L}?,? (?:\\p{Lu}[\\p{L}'’.-]* ){1,3}(?:${capitalised(STREETS)})\\b\\.?${REST_OF_ADDRESS}`,
    'gu',
  ),
  /(?<![\p{L}\p{N}])\d{1,5}\p{L}? (?:\p{L}[\p{L}'’-]* ){1,2}(?:street|road|lane|avenue|boulevard)\b/giu,
  /(?<![\p{L}\p{N}])\p{Lu}\p{L}+(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}\p{L}?(?:,? \d{4,5} \p{Lu}\p{L}+)?/gu,
  /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![\p{L}\p{N}])/gu,
];
/** A number, or letters and numbers, in one piece or with marks in between. */
const CODE = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-_/.][\p{L}\p{N}]+)*(?![\p{L}\p{N}])/gu;
const YEAR_OR_DATE = /^(?:19|20)\d\d(?:-\d\d-\d\d)?$/;
const CAPITALISED = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}'’-]+/gu;

/** Words that may be a name, in lower case: to ask which of them are. */
export function possibleNames(text: string): string[] {
  return (text.match(CAPITALISED) ?? []).map((word) => word.toLowerCase());
}

/** Words that may be an ID, as IDs are compared: to ask which of them are. */
export function possibleIds(text: string): string[] {
  return (text.match(CODE) ?? []).filter((word) => /\d/.test(word)).map(keyOf);
}

/**
 * The text without names, e-mail addresses, telephone and card numbers and postal addresses, and with other order
 * numbers and product IDs of the same shape in place of the real ones. Found by their looks and by what the shop knows:
 * whoever labels the messages still looks out for what is left.
 */
export function withoutPrivateWords(
  text: string,
  entities: Pick<Entity, 'type' | 'start' | 'end'>[],
  people: KnownPeople,
  ids: ReadonlySet<string>,
  otherIds: OtherIds,
): Redacted {
  const ranges: Range[] = [];
  const add = (range: Range): void => {
    const isFree = ranges.every(({ start, end }) => range.end <= start || end <= range.start);
    if (range.start < range.end && isFree) ranges.push(range);
  };
  const addAll = (pattern: RegExp, by: string): void => {
    for (const match of text.matchAll(pattern)) add(rangeOf(match.index, match[0], by));
  };
  const isEmail = rangesOf(text, EMAIL);
  for (const { type, start, end } of entities) {
    // An address that the model takes for an ID is an address.
    if (!isEmail.some((email) => start < email.end && email.start < end)) {
      add({ start, end, by: otherIds.inPlaceOf(text.slice(start, end)), type });
    }
  }
  addAll(TOKEN, '[token]');
  addAll(EMAIL, '[email]');
  addAll(SPELLED_ADDRESS, '[email]');
  for (const own of people.own) addAll(literally(own), /\d/.test(own) ? '[address]' : '[name]');
  for (const pattern of ADDRESSES) addAll(pattern, '[address]');
  for (const match of text.matchAll(CODE)) {
    if (ids.has(keyOf(match[0]))) add(rangeOf(match.index, match[0], otherIds.inPlaceOf(match[0])));
  }
  addAll(CARD, '[digits]');
  addAll(PHONE, '[phone]');
  for (const match of text.matchAll(CODE)) {
    if (isCode(match[0])) add(rangeOf(match.index, match[0], otherIds.inPlaceOf(match[0])));
  }
  for (const pattern of INTRODUCED) {
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      add({ start, end, by: '[name]' });
    }
  }
  for (const name of namesIn(text, people)) add(name);
  return assemble(text, ranges);
}

/** Capitals begin a sentence, too: there a word is a name only where one of the conversation's people has it. */
function namesIn(text: string, { own, nameParts }: KnownPeople): Range[] {
  const ownParts = new Set(
    own.filter((one) => !/\d/.test(one)).flatMap((one) => one.toLowerCase().split(/\s+/)),
  );
  return [...text.matchAll(CAPITALISED)].flatMap((match) => {
    const word = match[0].toLowerCase();
    const isFirst = /(?:^|[.!?\n])\s*$/.test(text.slice(0, match.index));
    const isName = ownParts.has(word) || (nameParts.has(word) && !isFirst);
    return isName ? [rangeOf(match.index, match[0], '[name]')] : [];
  });
}

function assemble(text: string, ranges: Range[]): Redacted {
  const entities: Redacted['entities'] = [];
  let made = '';
  let position = 0;
  for (const { start, end, by, type } of ranges.sort((a, b) => a.start - b.start)) {
    made += redactText(text.slice(position, start));
    const length = [...made].length;
    made += by;
    if (type) entities.push({ type, start: length, end: length + [...by].length });
    position = end;
  }
  return { text: made + redactText(text.slice(position)), entities };
}

function isCode(word: string): boolean {
  if (YEAR_OR_DATE.test(word)) return false;
  const digits = word.match(/\d/g)?.length ?? 0;
  return digits >= 4 || (digits >= 2 && /\p{L}/u.test(word) && word.length >= 5);
}

function rangesOf(text: string, pattern: RegExp): Range[] {
  return [...text.matchAll(pattern)].map((match) => rangeOf(match.index, match[0], ''));
}

function rangeOf(start: number, found: string, by: string): Range {
  return { start, end: start + found.length, by };
}

function literally(words: string): RegExp {
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu');
}

function keyOf(id: string): string {
  return id.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function capitalised(words: string): string {
  return words.replace(/(?<=^|\|)\w/g, (first) => `[${first.toUpperCase()}${first}]`);
}
