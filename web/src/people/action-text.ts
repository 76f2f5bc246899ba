import { en } from '../i18n/en';
import { t } from '../i18n';

type Known = keyof typeof en & `did.${string}`;

/** `template.publish` → "published"; an action without words stands for itself. */
export function actionText(action: string): string {
  const key = `did.${action}`;
  return isKnown(key) ? t(key) : action;
}

function isKnown(key: string): key is Known {
  return Object.hasOwn(en, key);
}
