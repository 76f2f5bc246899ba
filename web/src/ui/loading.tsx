import type { ReactNode } from 'react';
import { t } from '../i18n';
import './loading.css';

/** Something is on its way; it shows after a moment, so that quick answers do not flicker. */
export function Loading({ text = t('app.loading') }: { text?: string }): ReactNode {
  return (
    <p className="loading" role="status">
      <span className="loading-wheel" aria-hidden="true" />
      {text}
    </p>
  );
}
