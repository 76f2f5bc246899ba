import type { BodyKey, Intent, Kind } from '../api';
import { t, type PlainKey } from '../i18n';
import { localeName } from './locale-name';

/** Texts whose keys are put together here. */
const plain: (key: PlainKey) => string = t;

export const CHANNELS = ['chat', 'rest', 'botframework'] as const;

export const outcomeLabel = (outcome: BodyKey): string => plain(`editor.outcome.${outcome}`);
export const outcomeHint = (outcome: BodyKey): string => plain(`editor.outcomeHint.${outcome}`);
export const kindLabel = (kind: Kind): string => plain(`kind.${kind}`);
export const intentLabel = (intent: Intent | null): string => plain(`editor.intent.${intent ?? 'any'}`);

export function channelLabel(channel: string): string {
  const known = CHANNELS.find((one) => one === channel);
  return known ? plain(`editor.channel.${known}`) : channel;
}

/** What a path of a template is called in the form: `bodies.de.ok` → "Reply, German: Done". */
export function placeLabel(path: string): string {
  const [field = ''] = path.split(/[.[]/, 1);
  const [, locale = '', key = ''] = /^bodies\.([^.]+)\.(\w+)/.exec(path) ?? [];
  if (locale) {
    return t('editor.place.body', { language: localeName(locale), outcome: outcomeLabel(key as BodyKey) });
  }
  const buttons = /^suggestedActions\.([^.[]+)/.exec(path)?.[1];
  if (buttons) return t('editor.place.buttons', { language: localeName(buttons) });
  const known = FIELDS.find((one) => one === field);
  return known ? plain(`editor.place.${known}`) : path;
}

const FIELDS = ['id', 'kind', 'intent', 'description', 'examples', 'needs', 'action', 'bodies'] as const;
