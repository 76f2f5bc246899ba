import type { Understanding } from '../nlu';
import type { Asked, LineChoice } from './conversation-state';
import { withAddresses } from './spelled-address';

/**
 * Begins only where a word begins and reads as far as an address may go, so that a long text without any costs
 * little; an apostrophe counts between letters only (`o'brien@…`, but not the quotes around an address).
 */
const EMAIL =
  /(?<![\p{L}\p{N}._%+-]|[\p{L}\p{N}]')[\p{L}\p{N}](?:[\p{L}\p{N}._%+-]|'(?=[\p{L}\p{N}])){0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/u;

/** The first e-mail address in a text, as typed. An address is recognised by its syntax, not by the model. */
export function emailIn(text: string): string | undefined {
  // Letters with their accents apart, as some keyboards write them, are the same letters.
  const said = text.normalize('NFC');
  return (EMAIL.exec(said) ?? EMAIL.exec(withAddresses(said)))?.[0];
}

/** The text with a blank in place of its first e-mail address, as typed or spelled out. */
export function withoutAddress(text: string): string {
  const said = text.normalize('NFC');
  return (EMAIL.test(said) ? said : withAddresses(said)).replace(EMAIL, ' ');
}

/** Six figures, in one or in groups; not those of an order number (`W100123`, `#100123`), a price or a longer number. */
const CODE = /(?<![\p{L}\p{N}#.,-]|\d[ -])\d(?:[ -]?\d){5}(?![\p{L}\p{N}]|[ .,-]\d)/u;

const SLIPPED_CODE = /^\d{5,8}$/;

/** The code in a text: read by its shape, as an address is. Only who was asked for one gives one. */
export function codeIn(text: string): string | undefined {
  const said = text.normalize('NFKC');
  // Nothing but figures, one too few or too many: a slip, and no order number.
  const bare = said.replace(/[\s-]/g, '');
  if (SLIPPED_CODE.test(bare)) return bare;
  return CODE.exec(said)?.[0].replace(/\D/g, '');
}

export function withoutCode(text: string): string {
  return text.normalize('NFKC').replace(CODE, ' ');
}

/** The IDs of the wanted kind, in the order of the text. */
export function entitiesOf({ entities }: Understanding, type: 'ORDER_NUMBER' | 'PRODUCT_ID'): string[] {
  return entities.filter((entity) => entity.type === type).map(({ text }) => text);
}

/** The last ID of the wanted kind; in "no, not W1001, W1002" the later one counts. */
export function lastEntity(
  understanding: Understanding,
  type: 'ORDER_NUMBER' | 'PRODUCT_ID',
): string | undefined {
  return entitiesOf(understanding, type).at(-1);
}

/** The ID that answers an open question for one: of that kind, else of the other, for the question decides. */
export function idAsked(
  understanding: Understanding,
  type: 'ORDER_NUMBER' | 'PRODUCT_ID',
): string | undefined {
  const other = type === 'ORDER_NUMBER' ? 'PRODUCT_ID' : 'ORDER_NUMBER';
  return lastEntity(understanding, type) ?? lastEntity(understanding, other);
}

/** Words of the message beside its IDs and e-mail address: how much it says besides answering. */
export function wordsBeside(text: string, understanding: Understanding): number {
  let rest = withoutAddress(text);
  for (const entity of understanding.entities) rest = rest.replace(entity.text, ' ');
  return wordsOf(rest).length;
}

/** Nothing but numbers, IDs and addresses: an answer to something, but no wish. */
export function isWordless(text: string): boolean {
  return !/\p{L}/u.test(withoutAddress(text).replace(/\S*\d\S*/g, ' '));
}

/** A question that any text answers. */
export function isFreeText(asked: Asked | 'confirm'): asked is 'reason' | 'newAddress' | 'wantedItem' {
  return asked === 'reason' || asked === 'newAddress' || asked === 'wantedItem';
}

/** "no, I meant W1002": another order number than the one `known` and next to nothing else, whatever was asked. */
export function isCorrection(text: string, understanding: Understanding, known: string | undefined): boolean {
  const number = lastEntity(understanding, 'ORDER_NUMBER');
  const isOther = number !== undefined && !(known !== undefined && isSameNumber(number, known));
  return isOther && wordsBeside(text, understanding) <= WORDS_OF_A_CORRECTION;
}

/** Whether two ways of writing a number mean the same: `w 1002`, `#1002`, `W1002`. */
export function isSameNumber(one: string, other: string): boolean {
  const [a, b] = [compact(one), compact(other)];
  return a === b || (/\d/.test(a) && withoutLetters(a) === withoutLetters(b) && (isBare(a) || isBare(b)));
}

function compact(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function withoutLetters(number: string): string {
  return number.replace(/^\p{L}+/u, '');
}

function isBare(number: string): boolean {
  return withoutLetters(number) === number;
}

const WORDS_OF_A_CORRECTION = 4;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The one order line that a text speaks of: by SKU, by most words of its name, or by its place in the list. */
export function lineSpokenOf<Line extends LineChoice>(text: string, lines: Line[]): Line | undefined {
  const bySku = lines.filter((line) => isSkuIn(text, line.sku));
  if (bySku.length === 1) return bySku[0];
  const said = new Set(wordsOf(withoutAddress(text)));
  const hits = lines.map((line) => tellingWords(line.name).filter((word) => isSaid(word, said)).length);
  const most = Math.max(0, ...hits);
  const named = lines.filter((_, index) => most > 0 && hits[index] === most);
  if (named.length === 1) return named[0];
  const place = /^\D{0,12}(\d)\D{0,12}$/.exec(text.trim())?.[1];
  return place ? lines[Number(place) - 1] : undefined;
}

/** Whether a line may be of the product: by its SKU, or because one name says all of the other (`Linen Shirt, M`). */
export function isOfOne(line: LineChoice, product: LineChoice): boolean {
  return (
    compact(line.sku) === compact(product.sku) ||
    isNameIn(line.name, product.name) ||
    isNameIn(product.name, line.name)
  );
}

/** Whether the text says every word of the name. */
export function isNameIn(name: string, text: string): boolean {
  const said = new Set(wordsOf(text));
  return tellingWords(name).every((word) => isSaid(word, said));
}

/** The SKU with whatever separators, but never as a part of another code. */
function isSkuIn(text: string, sku: string): boolean {
  const letters = [...compact(sku)];
  if (letters.length === 0) return false;
  return new RegExp(`(?<![\\p{L}\\p{N}])${letters.join('[^\\p{L}\\p{N}]*')}(?![\\p{L}\\p{N}])`, 'iu').test(
    text,
  );
}

/** A "1" or "kg" of a name is said by accident. */
function tellingWords(name: string): string[] {
  return wordsOf(name).filter((word) => word.length >= 3 && /\p{L}/u.test(word));
}

function isSaid(word: string, said: Set<string>): boolean {
  return said.has(word) || said.has(`${word}s`) || (word.endsWith('s') && said.has(word.slice(0, -1)));
}
