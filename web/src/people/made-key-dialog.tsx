import { useState, type ReactNode } from 'react';
import type { MadeKey } from '../api';
import { t } from '../i18n';
import { Button, Dialog, DialogActions, Note } from '../ui';

/** Shows a key, once. */
export function MadeKeyDialog({ made, onClose }: { made: MadeKey; onClose: () => void }): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(made.key);
      setCopied(true);
    } catch {
      // Without HTTPS there is no clipboard; the key is selected as a whole with one click.
    }
  };
  return (
    <Dialog title={t('keys.madeTitle', { name: made.name })} onClose={onClose}>
      <Note tone="warn" icon="warning">
        <p>{t('keys.madeOnce')}</p>
      </Note>
      <div className="secret">
        <code>{made.key}</code>
        <Button icon={isCopied ? 'check' : 'copy'} data-autofocus onClick={() => void copy()}>
          {isCopied ? t('action.copied') : t('action.copy')}
        </Button>
      </div>
      <p className="unseen" role="status">
        {isCopied && t('action.copied')}
      </p>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t('keys.kept')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
