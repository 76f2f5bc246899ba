import { useEffect, useState } from 'react';
import { api, ApiError, type Fault, type Published } from '../api';
import { navigate, usePlace } from '../app/navigation';
import { t } from '../i18n';
import { useAction, useToast } from '../ui';
import { hasDraft } from './draft/draft-state';
import type { DraftHandle } from './draft/use-draft';
import type { Work } from './draft/merge-drafts';

export interface EditorActions {
  save: () => Promise<boolean>;
  /** Saves what is unsaved, and then asks how to publish. */
  publish: () => Promise<void>;
  isBusy: boolean;
  error: unknown;
  /** What the last attempt to save was refused for. */
  faults: Fault[];
  /** Saving was tried, so that a form that is not filled in yet is shown with its gaps. */
  hasTried: boolean;
  /** The last attempt to save was refused for faults. */
  isRefused: boolean;
  isPublishing: boolean;
  closePublish: () => void;
  onPublished: (published: Published) => void;
  onStale: () => void;
  isConflictOpen: boolean;
  openConflict: () => void;
  closeConflict: () => void;
  decide: (work: Work) => void;
}

const NO_FAULTS: Fault[] = [];
/** In the address of a template that was new, and whose author wants it published. */
const TO_PUBLISH = 'publish';

/** What the buttons of the editor do. */
export function useEditorActions(draft: DraftHandle, id: string | undefined): EditorActions {
  const toast = useToast();
  const [takenId, setTakenId] = useState<string>();
  const [hasTried, setTried] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const { path, search } = usePlace();
  const isToPublish = search.has(TO_PUBLISH);
  const [isPublishing, setPublishing] = useState(isToPublish && hasDraft(draft.state));
  useEffect(() => {
    // Asked once: not again after a reload.
    if (isToPublish) navigate(path, { replace: true });
  }, [isToPublish, path]);
  const [isConflictOpen, setConflictOpen] = useState(() => draft.state.theirs !== undefined);

  const saving = useAction(async (toPublish: boolean) => {
    setTried(true);
    setRefused(false);
    try {
      const saved = await draft.save();
      if (saved.kind === 'conflict') return setConflictOpen(true);
      if (saved.kind === 'idTaken') return setTakenId(draft.state.work.template.id);
      toast(t('editor.saved'));
      if (id !== undefined) return setPublishing(toPublish);
      // The page of the new template goes on with it.
      const page = `/templates/${encodeURIComponent(saved.draft.template.id)}`;
      navigate(toPublish ? `${page}?${TO_PUBLISH}` : page, { replace: true });
    } catch (error) {
      // The live check finds the same faults and takes them away again when they are put right.
      if (!ApiError.is(error, 'TEMPLATE_INVALID')) throw error;
      setRefused(true);
    }
  });

  const reload = async (): Promise<void> => {
    draft.reopen(await api.templates.draft(draft.state.work.template.id));
  };

  return {
    save: () => saving.run(false),
    publish: async () => {
      if (draft.isDirty) await saving.run(true);
      else setPublishing(true);
    },
    isBusy: saving.isBusy,
    error: saving.error,
    faults: takenId !== undefined && takenId === draft.state.work.template.id ? idTaken() : NO_FAULTS,
    hasTried,
    isRefused,
    isPublishing,
    closePublish: () => setPublishing(false),
    onPublished: ({ version }) => {
      setPublishing(false);
      toast(t('editor.published', { version }));
      void reload();
    },
    onStale: () => {
      setPublishing(false);
      toast(t('editor.publish.stale'));
      void reload();
    },
    isConflictOpen,
    openConflict: () => setConflictOpen(true),
    closeConflict: () => setConflictOpen(false),
    decide: (work) => {
      draft.decide(work);
      setConflictOpen(false);
    },
  };
}

const idTaken = (): Fault[] => [{ path: 'id', code: 'id_taken', message: t('editor.idTaken') }];
