import type { ReactNode } from 'react';
import { t } from '../i18n';

export function SignInPage(): ReactNode {
  return (
    <main className="alone">
      <h1>{t('signIn.title')}</h1>
    </main>
  );
}
