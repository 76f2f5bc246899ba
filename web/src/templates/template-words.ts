import { ACTION_TYPES, BODY_KEYS, INTENTS, NEEDS, type Intent } from '../api';
import { language, t } from '../i18n';

/** The words for what a template is made of; what is unknown here stands for itself. */

export const intentName = (intent: Intent | null): string =>
  intent === null ? t('intent.any') : INTENTS.includes(intent) ? t(`intent.${intent}`) : intent;

export const needName = (need: string): string => {
  const known = NEEDS.find((one) => one === need);
  return known ? t(`need.${known}`) : need;
};

export const actionName = (type: string): string => {
  const known = ACTION_TYPES.find((one) => one === type);
  return known ? t(`actionType.${known}`) : type;
};

export const outcomeName = (outcome: string): string => {
  const known = BODY_KEYS.find((one) => one === outcome);
  return known ? t(`editor.outcome.${known}`) : outcome;
};

const locales = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' });

/** `de-AT` → "Austrian German". */
export const localeName = (tag: string): string => {
  try {
    return locales.of(tag) ?? tag;
  } catch {
    return tag;
  }
};
