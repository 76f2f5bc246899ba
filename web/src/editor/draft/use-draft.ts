import { useEffect, useRef, useState } from 'react';
import { api, ApiError, type Draft, type Template } from '../../api';
import {
  conflictingDraft,
  decidedDraft,
  hasUnsavedWork,
  openDraft,
  savedDraft,
  type DraftState,
} from './draft-state';
import { dropWork, findWork, keepWork, workKey, type SavedWork } from './saved-work';
import { tidy } from './template-edit';
import type { Work } from './merge-drafts';

const KEEP_AFTER_MS = 300;

/** What became of an attempt to save. */
export type Saving = { kind: 'saved'; draft: Draft } | { kind: 'conflict' } | { kind: 'idTaken' };

export interface DraftHandle {
  state: DraftState;
  isDirty: boolean;
  edit: (change: (template: Template) => Template) => void;
  setKind: (kind: Work['kind']) => void;
  /** @throws {ApiError} for what is neither saved nor a conflict */
  save: () => Promise<Saving>;
  decide: (work: Work) => void;
  /** Gives the unsaved work up. */
  startOver: () => void;
  /** Shows what the service has now, after a publication. */
  reopen: (draft: Draft) => void;
}

/**
 * Holds one template's work: keeps what is unsaved in the browser, and saves it over no draft that it has not seen.
 * @param id undefined for a template that the service does not have yet
 */
export function useDraft(opened: Draft, userId: string, id: string | undefined): DraftHandle {
  const [state, setState] = useState(() => openDraft(opened, findWork(localStorage, workKey(userId, id))));
  const isNew = id === undefined && state.revision === 0;
  const isDirty = hasUnsavedWork(state);
  const forget = useKeptWork(state, isDirty, workKey(userId, isNew ? undefined : state.work.template.id));
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });

  const save = async (): Promise<Saving> => {
    if (state.theirs) return { kind: 'conflict' };
    const sent = state.work;
    const { id: sentId } = sent.template;
    try {
      if (isNew && (await isTaken(sentId))) return { kind: 'idTaken' };
      const draft = await api.templates.saveDraft(
        sentId,
        { ...sent, template: tidy(sent.template) },
        state.revision,
      );
      const after = savedDraft(latest.current, sent, draft);
      if (isNew) {
        // The page of the new template opens now, and finds there what was typed during the save.
        forget();
        if (hasUnsavedWork(after)) keepWork(localStorage, workKey(userId, sentId), keptWork(after));
      }
      setState((now) => savedDraft(now, sent, draft));
      return { kind: 'saved', draft };
    } catch (error) {
      const theirs = await newerDraft(error, sentId);
      if (!theirs) throw error;
      setState((now) => conflictingDraft(now, theirs));
      return { kind: 'conflict' };
    }
  };

  return {
    state,
    isDirty,
    edit: (change) =>
      setState((now) => ({ ...now, work: { ...now.work, template: change(now.work.template) } })),
    setKind: (kind) => setState((now) => ({ ...now, work: { ...now.work, kind } })),
    save,
    decide: (work) => setState((now) => decidedDraft(now, work)),
    startOver: () => setState((now) => ({ ...now, work: now.base, restoredFrom: undefined })),
    reopen: (draft) => setState(openDraft(draft, undefined)),
  };
}

/** Kept a moment after each change and whenever the page is left; answers how to give it up. */
function useKeptWork(state: DraftState, isDirty: boolean, key: string): () => void {
  const keep = useRef<() => void>(() => undefined);
  useEffect(() => {
    keep.current = () => {
      if (!isDirty) dropWork(localStorage, key);
      else keepWork(localStorage, key, keptWork(state));
    };
    const timer = setTimeout(() => keep.current(), KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [state, isDirty, key]);
  useEffect(() => {
    const onLeave = (): void => keep.current();
    window.addEventListener('pagehide', onLeave);
    return () => {
      window.removeEventListener('pagehide', onLeave);
      onLeave();
    };
  }, []);
  return () => {
    keep.current = () => undefined;
    dropWork(localStorage, key);
  };
}

function keptWork({ work, base, revision }: DraftState): SavedWork {
  return { ...work, base, revision, savedAt: new Date().toISOString() };
}

/** Saving under the id of a template that there is would start a draft over it. */
async function isTaken(id: string): Promise<boolean> {
  try {
    await api.templates.draft(id);
    return true;
  } catch (error) {
    if (ApiError.is(error) && error.status === 404) return false;
    throw error;
  }
}

async function newerDraft(error: unknown, id: string): Promise<Draft | undefined> {
  if (ApiError.is(error, 'DRAFT_CHANGED')) return error.problem.current ?? api.templates.draft(id);
  return ApiError.is(error, 'PRECONDITION_REQUIRED') ? api.templates.draft(id) : undefined;
}
