import { useState, type FormEvent, type ReactNode } from 'react';
import { api } from '../api';
import { t } from '../i18n';
import { Button, Dialog, DialogActions, ProblemNote, TextArea, useAction } from '../ui';

interface Props {
  id: string;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before a template leaves the catalogue. */
export function ArchiveDialog({ id, onDone, onClose }: Props): ReactNode {
  const [note, setNote] = useState('');
  const attempt = useAction(async () => {
    await api.templates.archive(id, note.trim() || undefined);
    onDone();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <Dialog title={t('archive.title', { id })} onClose={onClose}>
      <p>{t('archive.intro')}</p>
      {attempt.error !== undefined && <ProblemNote error={attempt.error} />}
      <form className="stack" onSubmit={submit}>
        <TextArea
          label={t('publish.note')}
          isOptional
          rows={2}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="danger" isBusy={attempt.isBusy}>
            {t('archive.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
