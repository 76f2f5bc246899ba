import type { FormEvent, ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';
import { ProblemNote } from './problem-note';
import { useAction } from './use-action';

interface Props {
  title: string;
  /** Fields. */
  children: ReactNode;
  submitText: string;
  /** Sends it; its errors are shown above the fields. */
  submit: () => Promise<void>;
  onClose: () => void;
}

/** A form in a dialog. */
export function FormDialog({ title, children, submitText, submit, onClose }: Props): ReactNode {
  const attempt = useAction(submit);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {attempt.error !== undefined && <ProblemNote error={attempt.error} />}
      <form className="stack" onSubmit={send}>
        {children}
        <DialogActions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" isBusy={attempt.isBusy}>
            {submitText}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
