import { en } from './en';
import type { Message, Placeholders } from './message.types';

export type MessageKey = keyof typeof en;

/** The keys of texts without placeholders, for lists of things that have a text each. */
export type PlainKey = {
  [K in MessageKey]: [Placeholders<(typeof en)[K]>] extends [never] ? K : never;
}[MessageKey];

/** What another language has to say: all that English says. */
export type Catalogue = Record<MessageKey, Message>;

type Values<K extends MessageKey> = Record<Placeholders<(typeof en)[K]>, string | number>;
type Rest<K extends MessageKey> = [Placeholders<(typeof en)[K]>] extends [never] ? [] : [values: Values<K>];

/** The languages of the interface, by their BCP 47 tag. */
const catalogues: Record<string, Catalogue> = { en };

/** The first of the browser's languages that there is a catalogue for, else English. */
export function chooseLanguage(wanted: readonly string[], available: readonly string[]): string {
  for (const tag of wanted) {
    const found = available.find((one) => one === tag || one === tag.split('-')[0]);
    if (found) return found;
  }
  return 'en';
}

/** The language of the interface's texts. */
export const language = chooseLanguage(
  typeof navigator === 'undefined' ? [] : navigator.languages,
  Object.keys(catalogues),
);

const messages: Catalogue = catalogues[language] ?? en;
const plurals = new Intl.PluralRules(language);

/**
 * The text for a key, its placeholders filled in.
 * @example t('app.name'); t('error.retryAfter', { count: 3 })
 */
export function t<K extends MessageKey>(key: K, ...[values]: Rest<K>): string {
  return fill(messages[key], values ?? {}, plurals);
}

/** Picks the plural form that `count` asks for and puts the values in; a name without a value stays as it is. */
export function fill(
  message: Message,
  values: Partial<Record<string, string | number>>,
  rules: Intl.PluralRules,
): string {
  const text =
    typeof message === 'string' ? message : (message[rules.select(Number(values.count))] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
