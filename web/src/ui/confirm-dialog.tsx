import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Button, type ButtonLook } from './button';
import { Dialog, DialogActions } from './dialog';
import { ProblemNote } from './problem-note';
import { useAction } from './use-action';

interface Props {
  title: string;
  children: ReactNode;
  /** The button that does it. */
  submitText: string;
  /** `primary` for what takes nothing away. */
  look?: ButtonLook;
  /** Does it; its errors are shown here. */
  act: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  children,
  submitText,
  look = 'danger',
  act,
  onClose,
}: Props): ReactNode {
  const attempt = useAction(act);
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      {attempt.error !== undefined && <ProblemNote error={attempt.error} />}
      <DialogActions>
        <Button data-autofocus onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button look={look} isBusy={attempt.isBusy} onClick={() => void attempt.run()}>
          {submitText}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
