import type { ReactNode } from 'react';
import { t } from '../i18n';
import { ButtonLink } from '../ui';
import { Page } from './page';

export function NotFound(): ReactNode {
  return (
    <Page title={t('app.notFound')}>
      <div>
        <ButtonLink to="/templates">{t('app.toTemplates')}</ButtonLink>
      </div>
    </Page>
  );
}
