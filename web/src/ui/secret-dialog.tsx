import { useState, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';
import { Note } from './note';
import './secret-dialog.css';

interface Props {
  title: string;
  secret: string;
  /** What it is for, or what comes next. */
  children?: ReactNode;
  onClose: () => void;
}

/** Shows a key or another secret, once. */
export function SecretDialog({ title, secret, children, onClose }: Props): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // Without HTTPS there is no clipboard; the key is selected as a whole with one click.
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Note tone="warn" icon="warning">
        <p>{t('secret.once')}</p>
      </Note>
      <div className="secret">
        <code>{secret}</code>
        <Button icon={isCopied ? 'check' : 'copy'} data-autofocus onClick={() => void copy()}>
          {isCopied ? t('action.copied') : t('action.copy')}
        </Button>
      </div>
      <p className="unseen" role="status">
        {isCopied && t('action.copied')}
      </p>
      {children && <p className="muted small">{children}</p>}
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t('secret.kept')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
