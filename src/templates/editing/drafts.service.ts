import { Inject, Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Clock } from '../../common';
import { DATABASE, schema, type Database, type Transaction } from '../../storage';
import type { TemplateKind } from '../template.types';
import { checkCandidate } from './candidate-check';
import { deleteDraft, findDraft, insertDraft, lockDraft, updateDraft } from './draft-store';
import type { Draft, Editor, Refusal } from './editing.types';
import { changesBetween } from './structural-diff';

type Saved = { kind: 'saved'; draft: Draft } | Refusal;

/** Work on templates that is not published yet. Nobody overwrites what they have not seen. */
@Injectable()
export class DraftsService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The draft or, with `revision` 0, the version last published; undefined where there is neither. */
  find(id: string): Promise<Draft | undefined> {
    return findDraft(this.db, id);
  }

  /**
   * Saves a draft that has no faults.
   * @param kind left out: as it was, `answer` for a new template
   * @param seen the revision that the editor began with; needed where there is a draft
   */
  async save(
    id: string,
    candidate: unknown,
    kind: TemplateKind | undefined,
    seen: number | undefined,
    editor: Editor,
  ): Promise<Saved> {
    return this.db.transaction(async (tx) => {
      const draft = await lockDraft(tx, id);
      const refusal = await refuseUnseen(tx, id, draft, seen);
      if (refusal) return refusal;
      const published = draft ? undefined : await findDraft(tx, id);
      const takenBy = await kindInUse(tx, id);
      const asKind = kind ?? draft?.kind ?? takenBy ?? 'answer';
      const check = checkCandidate(candidate, asKind, { id, takenBy });
      if (check.kind === 'invalid') return check;

      const content = { templateId: id, kind: asKind, definition: check.template };
      const changes = { ...content, updatedBy: editor.name, updatedAt: this.clock.now() };
      const saved = draft
        ? await updateDraft(tx, changes)
        : await insertDraft(tx, { ...changes, basedOn: published?.basedOn ?? null });
      // Another began a draft between the first look and here.
      if (!saved) return seen === undefined ? { kind: 'revision_needed' } : changed(tx, id);

      const before = (draft ?? published)?.template;
      const details = { revision: saved.revision, changes: changesBetween(before ?? {}, check.template) };
      await editor.record(tx, 'template.draft.save', id, details);
      return { kind: 'saved', draft: saved };
    });
  }

  /** Throws the draft away. */
  async discard(
    id: string,
    seen: number | undefined,
    editor: Editor,
  ): Promise<{ kind: 'discarded' } | Refusal> {
    return this.db.transaction(async (tx) => {
      const draft = await lockDraft(tx, id);
      if (!draft) return { kind: 'draft_unknown' };
      const refusal = await refuseUnseen(tx, id, draft, seen);
      if (refusal) return refusal;
      await deleteDraft(tx, id);
      const published = await findDraft(tx, id);
      const changes = changesBetween(draft.template, published?.template ?? {});
      await editor.record(tx, 'template.draft.delete', id, { revision: draft.revision, changes });
      return { kind: 'discarded' };
    });
  }
}

/** An editor who saw no draft says nothing, or 0. */
async function refuseUnseen(
  tx: Transaction,
  id: string,
  draft: Draft | undefined,
  seen: number | undefined,
): Promise<Refusal | undefined> {
  if (draft && seen === undefined) return { kind: 'revision_needed' };
  if ((seen ?? 0) === (draft?.revision ?? 0)) return undefined;
  return changed(tx, id);
}

async function changed(tx: Transaction, id: string): Promise<Refusal> {
  return { kind: 'draft_changed', current: (await findDraft(tx, id)) ?? null };
}

async function kindInUse(tx: Transaction, id: string): Promise<TemplateKind | undefined> {
  const { templates } = schema;
  const [row] = await tx.select({ kind: templates.kind }).from(templates).where(eq(templates.id, id));
  return row?.kind as TemplateKind | undefined;
}
