import type { CustomerNotice } from '../../storefront';
import type { NoticeOptions } from '../dialog.options';
import { daysUntil } from './quiet-hours';

type Day = Pick<NoticeOptions, 'timeZone'>;

/**
 * What cannot wait for the end of the quiet hours: the shop's answer to what was just asked for, and that what was
 * to come today or tomorrow will not.
 */
export function isUrgent(notice: CustomerNotice, now: Date, { timeZone }: Day): boolean {
  if (notice.kind === 'action_decided') return true;
  if (notice.kind !== 'order_delayed') return false;
  const days = daysUntil(new Date(notice.promisedAt), now, timeZone);
  return days === 0 || days === 1;
}
