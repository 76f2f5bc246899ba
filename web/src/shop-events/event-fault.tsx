import type { ReactNode } from 'react';
import type { ShopEventItem } from '../api';
import { t } from '../i18n';

const KNOWN = ['EVENT_MALFORMED', 'EVENT_NOT_JSON', 'EVENT_FAILED'] as const;

/** Why an event failed: in words where there are some, else by its code. */
export function EventFault({ event }: { event: ShopEventItem }): ReactNode {
  const { errorCode, errorPath } = event;
  if (!errorCode) return null;
  const known = KNOWN.find((code) => code === errorCode);
  return (
    <>
      {known ? t(`eventFault.${known}`) : <code>{errorCode}</code>}
      {errorPath && (
        <>
          {', '}
          {t('shopEvents.at')} <code>{errorPath}</code>
        </>
      )}
    </>
  );
}
