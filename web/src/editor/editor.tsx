import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useMay, useUser } from '../app/session';
import type { Draft, FactSet } from '../api';
import { formatDateTime, t } from '../i18n';
import { TemplateFrame } from '../templates/template-frame';
import { Button, Loading, Note } from '../ui';
import type { BodyLanguage } from './body-language/fact-shape';
import { useCheck } from './draft/use-check';
import { useDraft } from './draft/use-draft';
import { useLeaveGuard } from './draft/use-leave-guard';
import { firstPlace, type BodyPlace } from './draft/template-edit';
import { shownFaults } from './draft/shown-faults';
import { EditingContext, type Editing } from './editing';
import { EditorBar } from './editor-bar';
import { ActionSection } from './form/action-section';
import { PurposeSection } from './form/purpose-section';
import { RepliesSection } from './form/replies-section';
import { goToPlace } from './form/go-to-place';
import { LeaveDialog } from './leave-dialog';
import { PublishDialog } from './publish/publish-dialog';
import { SidePanel } from './side/side-panel';
import { useEditorActions } from './use-editor-actions';
import './editor.css';

const ConflictDialog = lazy(() => import('./conflict/conflict-dialog'));

interface Props {
  opened: Draft;
  /** undefined: a new template. */
  id: string | undefined;
  factSets: FactSet[];
  language: BodyLanguage;
  defaultLocale: string;
}

/** The editor of one template, once everything it needs is there. */
export function Editor({ opened, id, factSets, language, defaultLocale }: Props): ReactNode {
  const mayEdit = useMay('editor');
  const draft = useDraft(opened, useUser().id, id);
  const { state, isDirty } = draft;
  const { work } = state;
  const check = useCheck(work);
  const guard = useLeaveGuard(isDirty);
  const actions = useEditorActions(draft, id);
  const [wantedPlace, setPlace] = useState<BodyPlace>(() => firstPlace(work.template, defaultLocale));
  const place = work.template.bodies[wantedPlace.locale]
    ? wantedPlace
    : firstPlace(work.template, defaultLocale);
  const [factSet, setFactSet] = useState(factSets[0]?.name ?? '');
  const form = useRef<HTMLDivElement>(null);

  const faults = useMemo(
    () =>
      shownFaults(
        [...check.faults, ...actions.faults],
        work,
        state.base,
        id !== undefined || actions.hasTried,
      ),
    [check.faults, actions.faults, work, state.base, id, actions.hasTried],
  );
  const vocabulary = useMemo(
    () => ({ language, facts: factSets.find(({ name }) => name === factSet)?.facts ?? {} }),
    [language, factSets, factSet],
  );
  const editing: Editing = {
    template: work.template,
    kind: work.kind,
    edit: draft.edit,
    setKind: draft.setKind,
    faults,
    vocabulary,
    place,
    setPlace,
    defaultLocale,
    isNew: id === undefined && state.revision === 0,
    isReadOnly: !mayEdit,
  };

  const onSave = useRef(actions.save);
  useEffect(() => {
    onSave.current = actions.save;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      void onSave.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <EditingContext value={editing}>
      <TemplateFrame id={id} title={id === undefined ? t('template.new') : undefined} current="edit">
        {!mayEdit && <Note icon="user">{t('editor.readOnly')}</Note>}
        {state.theirs && (
          <Note tone="warn" icon="warning">
            <p>{t('editor.conflict.waiting')}</p>
            <Button onClick={actions.openConflict}>{t('editor.conflict.compare')}</Button>
          </Note>
        )}
        {!state.theirs && state.restoredFrom && isDirty && (
          <Note tone="note" icon="history">
            <p>{t('editor.restored', { when: formatDateTime(state.restoredFrom) })}</p>
            <Button onClick={draft.startOver}>{t('editor.startOver')}</Button>
          </Note>
        )}
        <div className="editor-columns">
          <div ref={form} className="editor-form">
            <PurposeSection />
            <ActionSection />
            <RepliesSection />
          </div>
          <SidePanel
            work={work}
            {...{ factSets, factSet }}
            onFactSet={setFactSet}
            revision={state.revision}
          />
        </div>
        <EditorBar
          {...{ draft, actions, faults }}
          hasCheckFailed={check.hasFailed}
          onGoTo={(fault) => form.current && goToPlace(form.current, fault.path, setPlace)}
        />
        {actions.isPublishing && (
          <PublishDialog
            work={state.base}
            revision={state.revision}
            onClose={actions.closePublish}
            onPublished={actions.onPublished}
            onStale={actions.onStale}
          />
        )}
        {actions.isConflictOpen && state.theirs && (
          <Suspense fallback={<Loading />}>
            <ConflictDialog
              base={state.base}
              mine={work}
              theirs={state.theirs}
              onDecide={actions.decide}
              onClose={actions.closeConflict}
            />
          </Suspense>
        )}
        {guard.goingTo !== undefined && <LeaveDialog guard={guard} />}
      </TemplateFrame>
    </EditingContext>
  );
}
