import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Dialog } from '../ui';

/** Signing in again over the page, so that what was not saved stays. */
export function SignInDialog(): ReactNode {
  return (
    <Dialog title={t('signIn.title')} cannotClose onClose={() => undefined}>
      {null}
    </Dialog>
  );
}
