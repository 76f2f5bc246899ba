import type { Transaction } from '../../storage';
import type { Template, TemplateFault, TemplateKind } from '../template.types';

/** Who edits. */
export interface Editor {
  /** As versions and drafts name them. */
  name: string;
  /**
   * Remembers what was done, in the transaction in which it is done.
   * @param action `template.publish`, `template.draft.save` …
   */
  record(tx: Transaction, action: string, templateId: string, details: object): Promise<void>;
}

/** Which draft an editor has seen, by its revision, and which version in the catalogue they know it replaces. */
export interface Seen {
  revision: number | undefined;
  /** Only needed where it is not the version that the draft was begun with. */
  replaces?: number;
}

/** What an editor works on: a draft or, with `revision` 0, the version last published. */
export interface Draft {
  template: Template;
  kind: TemplateKind;
  /** Never the same twice for one template, not even for a draft that was thrown away and begun anew. */
  revision: number;
  /** The published version it began with; null for a new template. */
  basedOn: number | null;
  updatedBy: string;
  updatedAt: Date;
}

/** A version ever published; it never changes. */
export interface TemplateVersion {
  version: number;
  publishedAt: Date;
  publishedBy: string;
  origin: Origin;
  note: string | null;
  template: Template;
}

/** Where a version came from. */
export type Origin = 'publish' | 'rollback' | 'import' | 'shipped';

/** Why an edit was not made. None of them leaves anything behind. */
export type Refusal =
  | { kind: 'template_unknown' }
  | { kind: 'draft_unknown' }
  | { kind: 'version_unknown' }
  /** There is a draft, and the editor did not say which one they had seen. */
  | { kind: 'revision_needed' }
  /** Another has saved, published or thrown away the draft meanwhile; `current` is what there is now. */
  | { kind: 'draft_changed'; current: Draft | null }
  /**
   * `published` is a later version than the draft was begun with, and the editor did not say that it may be replaced:
   * what it changed would be undone unseen.
   */
  | { kind: 'draft_outdated'; basedOn: number | null; published: number }
  | { kind: 'invalid'; faults: TemplateFault[] }
  /** The bot cannot do without it. */
  | { kind: 'needed'; reason: string };
