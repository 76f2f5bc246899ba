import type { ReactNode } from 'react';
import { formatAgo, formatDateTime, language } from '../i18n';

/** How long ago something was; the exact time is its title, and in the markup. */
export function Ago({ at }: { at: string }): ReactNode {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatAgo(at, language)}
    </time>
  );
}
