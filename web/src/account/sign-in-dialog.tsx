import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Dialog } from '../ui';
import { SignInForm } from './sign-in-form';

/** Signing in again over the page, so that what was not saved stays. */
export function SignInDialog(): ReactNode {
  return (
    <Dialog title={t('signIn.again')} cannotClose onClose={() => undefined}>
      <p className="muted">{t('signIn.againHint')}</p>
      <SignInForm />
    </Dialog>
  );
}
