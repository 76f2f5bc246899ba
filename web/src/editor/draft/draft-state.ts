import type { Draft } from '../../api';
import { isSame, type Work } from './merge-drafts';
import type { SavedWork } from './saved-work';
import { tidy } from './template-edit';

/** A template while it is being edited. */
export interface DraftState {
  work: Work;
  /** What the work began with, and what it is compared to. */
  base: Work;
  /** Of the draft that the service has; 0: none. */
  revision: number;
  savedBy: string | null;
  savedAt: string | null;
  /** When the unsaved work was kept that an earlier visit left in the browser. */
  restoredFrom?: string;
  /** What somebody else saved in the meantime; until that is decided nothing is saved. */
  theirs?: Draft;
}

/** Opens what the service has, with the work that an earlier visit left behind, if that is still about the same. */
export function openDraft(draft: Draft, kept: SavedWork | undefined): DraftState {
  const opened = savedState(draft);
  if (!kept || isSame(workOf(kept), opened.base)) return opened;
  const isSameBase = kept.revision === draft.revision && isSame(kept.base, opened.base);
  if (isSameBase) return { ...opened, work: workOf(kept), restoredFrom: kept.savedAt };
  return { ...opened, work: workOf(kept), base: kept.base, restoredFrom: kept.savedAt, theirs: draft };
}

/** After a save. What was typed while it was on its way stays. */
export function savedDraft(state: DraftState, sent: Work, draft: Draft): DraftState {
  const saved = savedState(draft);
  return isSame(state.work, sent) ? saved : { ...saved, work: state.work };
}

export function conflictingDraft(state: DraftState, theirs: Draft): DraftState {
  return { ...state, theirs };
}

/** The decision about a conflict: the next save replaces the draft that was decided about. */
export function decidedDraft(state: DraftState, work: Work): DraftState {
  return state.theirs ? { ...savedState(state.theirs), work } : state;
}

export function hasUnsavedWork({ work, base }: DraftState): boolean {
  return work.kind !== base.kind || !isSame(tidy(work.template), tidy(base.template));
}

/** The service has a draft, so there is something that can be published. */
export function hasDraft({ revision }: DraftState): boolean {
  return revision > 0;
}

function savedState(draft: Draft): DraftState {
  const work = workOf(draft);
  return { work, base: work, revision: draft.revision, savedBy: draft.updatedBy, savedAt: draft.updatedAt };
}

function workOf({ template, kind }: Work): Work {
  return { template, kind };
}
