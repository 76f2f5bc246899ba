import { useState, type FormEvent, type ReactNode } from 'react';
import { api, ApiError, type GoldenReport, type Published } from '../../api';
import { Link } from '../../app/link';
import { t } from '../../i18n';
import {
  Button,
  Dialog,
  DialogActions,
  Loading,
  Note,
  ProblemNote,
  TextArea,
  TextField,
  useAction,
} from '../../ui';
import type { Work } from '../draft/merge-drafts';
import { GoldenResults } from '../../templates/golden-results';
import { EffectReport } from '../side/effect-report';
import { useAnswer } from '../use-answer';
import '../side/side.css';

interface Props {
  /** As it is saved. */
  work: Work;
  revision: number;
  onClose: () => void;
  onPublished: (published: Published) => void;
  /** The draft is no longer the one that was looked at. */
  onStale: () => void;
}

/** Shows what a publication would do, and publishes; over golden conversations that fail only for a stated reason. */
export function PublishDialog({ work, revision, onClose, onPublished, onStale }: Props): ReactNode {
  const { id } = work.template;
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<GoldenReport>();
  /** A version that was published since the draft was begun. */
  const [newer, setNewer] = useState<number>();
  const golden = useAnswer(`${id}/${revision}`, (signal) => api.golden.run(work, signal));
  const effect = useAnswer(`${id}/${revision}`, (signal) => api.templates.effect(work, signal));
  const report = refused ?? golden.data;
  const isBlocked = report !== undefined && report.failed > 0;
  const publish = useAction(async () => {
    try {
      const how = {
        ...(note.trim() && { note: note.trim() }),
        ...(isBlocked && { override: { reason: reason.trim() } }),
        ...(newer !== undefined && { replaces: newer }),
      };
      onPublished(await api.templates.publish(id, how, revision));
    } catch (error) {
      if (ApiError.is(error, 'GOLDEN_FAILED')) return setRefused(error.problem.golden);
      if (ApiError.is(error, 'DRAFT_OUTDATED')) return setNewer(error.problem.published);
      if (ApiError.is(error, 'DRAFT_CHANGED') || ApiError.is(error, 'DRAFT_UNKNOWN')) return onStale();
      throw error;
    }
  });
  const [isReasonMissing, setReasonMissing] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setReasonMissing(isBlocked && reason.trim() === '');
    if (!isBlocked || reason.trim() !== '') void publish.run();
  };
  return (
    <Dialog title={t('editor.publish.title', { id })} onClose={onClose} isWide>
      <form className="stack" onSubmit={submit}>
        <p className="muted">{t('editor.publish.intro')}</p>
        <TextField
          label={t('editor.publish.note')}
          hint={t('editor.publish.noteHint')}
          isOptional
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <section aria-labelledby="publish-golden" className="stack">
          <h3 id="publish-golden">{t('nav.golden')}</h3>
          {!report && golden.isLoading && <Loading text={t('editor.publish.running')} />}
          {!report && golden.error !== undefined && <ProblemNote error={golden.error} />}
          {isBlocked && (
            <Note tone="bad" icon="warning">
              {t('publish.blocked')}
            </Note>
          )}
          {report && <GoldenResults report={report} />}
        </section>
        {work.kind !== 'prompt' && (
          <section aria-labelledby="publish-effect" className="stack">
            <h3 id="publish-effect">{t('editor.effect.title')}</h3>
            {effect.isLoading && <Loading text={t('editor.effect.loading')} />}
            {effect.error !== undefined && <ProblemNote error={effect.error} />}
            {effect.data && <EffectReport effect={effect.data} id={id} />}
          </section>
        )}
        {isBlocked && (
          <TextArea
            label={t('editor.publish.reason')}
            hint={t('editor.publish.reasonHint')}
            error={isReasonMissing ? t('field.required') : undefined}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
        {newer !== undefined && (
          <div role="alert">
            <Note tone="bad" icon="warning">
              <p>{t('editor.publish.newer', { version: newer })}</p>
              <p>
                <Link to={`/templates/${encodeURIComponent(id)}/history`} target="_blank">
                  {t('editor.publish.compare')}
                </Link>
              </p>
            </Note>
          </div>
        )}
        {publish.error !== undefined && <ProblemNote error={publish.error} />}
        <DialogActions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            look={isBlocked || newer !== undefined ? 'danger' : 'primary'}
            type="submit"
            isBusy={publish.isBusy}
          >
            {newer !== undefined
              ? t('editor.publish.replace', { version: newer })
              : t(isBlocked ? 'editor.publish.anyway' : 'editor.publish')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
