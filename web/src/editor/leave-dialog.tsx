import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Button, Dialog, DialogActions } from '../ui';
import type { LeaveGuard } from './draft/use-leave-guard';

/** Asks whether to leave work that is not saved. */
export function LeaveDialog({ guard }: { guard: LeaveGuard }): ReactNode {
  return (
    <Dialog title={t('editor.leave.title')} onClose={guard.stay}>
      <p>{t('editor.leave.text')}</p>
      <DialogActions>
        <Button onClick={guard.leave}>{t('editor.leave.leave')}</Button>
        <Button look="primary" onClick={guard.stay}>
          {t('editor.leave.stay')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
