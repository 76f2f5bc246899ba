import type { ReactNode } from 'react';
import { t } from '../i18n';

export function Brand(): ReactNode {
  return (
    <span className="brand">
      <img src="/admin/icon.svg" alt="" width="32" height="32" />
      {t('app.name')}
    </span>
  );
}
