import type { AuditEntry } from '../api';
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

/** Whoever signs in or out does that as themselves, so there is nothing else to name. */
export function isOfOneself(action: string): boolean {
  return action.startsWith('session.');
}

/** `template:engraving` → "engraving"; a key by the name that it was given and a webhook by its address, where the entry says it. */
export function targetText({ target, details }: AuditEntry): string {
  const { name, url } = (details ?? {}) as { name?: unknown; url?: unknown };
  if (target.startsWith('key:') && typeof name === 'string') return name;
  if (target.startsWith('webhook:') && Array.isArray(url)) return String(url[1] ?? url[0]);
  if (target === 'shop_events') return t('activity.shopEvents');
  if (target.startsWith('shop_event:')) return t('shopEvent.of', { id: target.slice('shop_event:'.length) });
  return target.replace(/^[a-z]+:/, '');
}

/** An IPv4 address as people write it, also where the service listens on IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
