import { useState, type FormEvent, type ReactNode } from 'react';
import { ApiError, type Reasons } from '../api';
import { t } from '../i18n';
import { Button, Dialog, DialogActions, Note, ProblemNote, TextArea, useAction } from '../ui';
import { GoldenResults } from './golden-results';

interface Props<Answer> {
  title: string;
  /** What will happen, in a sentence. */
  intro: ReactNode;
  submitText: string;
  /** It takes something away from customers. */
  isDanger?: boolean;
  /** Does it; its errors are shown here. */
  change: (reasons: Reasons) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
}

/**
 * Asks for a note, and makes a change of the catalogue. Where golden conversations fail, it shows them, and makes the
 * change all the same only with a reason.
 */
export function GatedDialog<Answer>(props: Props<Answer>): ReactNode {
  const { title, intro, submitText, isDanger, change, onDone, onClose } = props;
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const attempt = useAction(async () => {
    onDone(await change({ note: note.trim() || undefined, override: blocking && { reason: reason.trim() } }));
  });
  const failed = ApiError.is(attempt.error, 'GOLDEN_FAILED') ? attempt.error.problem.golden : undefined;
  const [blocking, setBlocking] = useState<typeof failed>();
  if (failed && failed !== blocking) setBlocking(failed);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <Dialog title={title} onClose={onClose} isWide={Boolean(blocking)}>
      <p>{intro}</p>
      {attempt.error !== undefined && !failed && <ProblemNote error={attempt.error} />}
      {blocking && (
        <div className="stack" role="alert">
          <Note tone="bad" icon="warning">
            <p>{t('publish.blocked')}</p>
          </Note>
          <GoldenResults report={blocking} />
        </div>
      )}
      <form className="stack" onSubmit={submit}>
        <TextArea
          label={t('publish.note')}
          hint={t('publish.noteHint')}
          isOptional
          rows={2}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        {blocking && (
          <TextArea
            label={t('publish.reason')}
            hint={t('publish.reasonHint')}
            required
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look={blocking || isDanger ? 'danger' : 'primary'} isBusy={attempt.isBusy}>
            {blocking ? t('publish.anyway') : submitText}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
