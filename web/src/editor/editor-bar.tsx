import { useEffect, useState, type ReactNode } from 'react';
import { useMay } from '../app/session';
import type { Fault } from '../api';
import { formatDateTime, t } from '../i18n';
import { Button, ProblemNote } from '../ui';
import { graveFaults } from './draft/faults-by-place';
import { hasDraft } from './draft/draft-state';
import type { DraftHandle } from './draft/use-draft';
import { placeLabel } from './labels';
import type { EditorActions } from './use-editor-actions';

interface Props {
  draft: DraftHandle;
  actions: EditorActions;
  faults: Fault[];
  hasCheckFailed: boolean;
  onGoTo: (fault: Fault) => void;
}

/** Always in sight: how the draft stands, what is wrong with it, and the buttons to save and publish. */
export function EditorBar({ draft, actions, faults, hasCheckFailed, onGoTo }: Props): ReactNode {
  const mayEdit = useMay('editor');
  const mayPublish = useMay('publisher');
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(actions.isRefused), [actions.isRefused]);
  const grave = graveFaults(faults);
  const canPublish = mayPublish && (hasDraft(draft.state) || draft.isDirty);
  return (
    <div className="editor-bar" role="region" aria-label={t('editor.bar')}>
      {actions.error !== undefined && <ProblemNote error={actions.error} />}
      {isOpen && grave.length > 0 && (
        <ul id="editor-problems" className="problem-list" aria-label={t('editor.problems')}>
          {grave.map((fault, index) => (
            <li key={index}>
              <button type="button" onClick={() => onGoTo(fault)}>
                <strong>{placeLabel(fault.path)}</strong> {fault.message}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="editor-bar-row">
        <p className="editor-status" role="status" id="editor-status">
          {actions.isRefused && grave.length > 0 ? t('editor.notSaved') : statusOf(draft)}
          {hasCheckFailed && <> · {t('editor.checkFailed')}</>}
        </p>
        {grave.length > 0 && (
          <Button
            look="bare"
            icon="warning"
            className="problem-count"
            aria-expanded={isOpen}
            aria-controls="editor-problems"
            onClick={() => setOpen(!isOpen)}
          >
            {t('editor.problemCount', { count: grave.length })}
          </Button>
        )}
        <div className="editor-bar-buttons">
          <a className="button button-bare to-side" href="#editor-side">
            {t('editor.toSide')}
          </a>
          <Button
            isBusy={actions.isBusy}
            disabled={!mayEdit || !draft.isDirty}
            aria-describedby={mayEdit ? 'editor-status' : 'why-not-save'}
            aria-keyshortcuts="Control+S Meta+S"
            onClick={() => void actions.save()}
          >
            {t('editor.save')}
          </Button>
          <Button
            look="primary"
            isBusy={actions.isBusy}
            disabled={!canPublish}
            aria-describedby={mayPublish ? 'editor-status' : mayEdit ? 'why-not-publish' : 'why-not-save'}
            onClick={() => void actions.publish()}
          >
            {t('editor.publish')}
          </Button>
        </div>
      </div>
      {!mayEdit && (
        <p id="why-not-save" className="small muted">
          {t('editor.mayNotSave')}
        </p>
      )}
      {mayEdit && !mayPublish && (
        <p id="why-not-publish" className="small muted">
          {t('editor.mayNotPublish')}
        </p>
      )}
    </div>
  );
}

function statusOf({ state, isDirty }: DraftHandle): string {
  if (isDirty) return t('editor.status.unsaved');
  if (!hasDraft(state))
    return state.work.template.id === '' ? t('editor.status.new') : t('editor.status.published');
  if (state.savedBy && state.savedAt) {
    return t('editor.status.savedBy', { name: state.savedBy, when: formatDateTime(state.savedAt) });
  }
  return t('editor.status.saved');
}
