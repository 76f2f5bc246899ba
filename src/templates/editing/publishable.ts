import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '../../storage';
import type { Template, TemplateKind } from '../template.types';
import { checkCandidate } from './candidate-check';
import { findDraft, lockDraft } from './draft-store';
import type { Draft, Refusal, Seen } from './editing.types';

/** What is to be published, so that it can be tried first. */
export interface Publishable {
  kind: 'publishable';
  template: Template;
  templateKind: TemplateKind;
  /** What is in the catalogue now, or was last. */
  before: Template | null;
}

/** The draft that the editor has seen, locked. */
export async function publishableDraft(
  tx: Transaction,
  id: string,
  { revision, replaces }: Seen,
  defaultLocale: string,
): Promise<Publishable | Refusal> {
  const draft = await lockDraft(tx, id);
  if (!draft) return { kind: 'draft_unknown' };
  if (revision === undefined) return { kind: 'revision_needed' };
  if (revision !== draft.revision) return { kind: 'draft_changed', current: draft };
  const outdated = await refuseOutdated(tx, id, draft, replaces);
  if (outdated) return outdated;
  return toPublishable(tx, id, draft.template, draft.kind, defaultLocale);
}

/** An earlier version, as it was. */
export async function publishableVersion(
  tx: Transaction,
  id: string,
  version: number,
  defaultLocale: string,
): Promise<Publishable | Refusal> {
  const { templateVersions } = schema;
  const [row] = await tx
    .select()
    .from(templateVersions)
    .where(and(eq(templateVersions.templateId, id), eq(templateVersions.version, version)));
  if (!row) return { kind: (await findDraft(tx, id)) ? 'version_unknown' : 'template_unknown' };
  return toPublishable(tx, id, row.definition, row.kind as TemplateKind, defaultLocale);
}

async function refuseOutdated(
  tx: Transaction,
  id: string,
  { basedOn }: Draft,
  replaces: number | undefined,
): Promise<Refusal | undefined> {
  const { templates } = schema;
  const [row] = await tx.select({ version: templates.version }).from(templates).where(eq(templates.id, id));
  if (!row || row.version === basedOn || row.version === replaces) return undefined;
  return { kind: 'draft_outdated', basedOn, published: row.version };
}

/** Checked once more: the facts may have changed since it was stored, and another may have taken the id. */
async function toPublishable(
  tx: Transaction,
  id: string,
  definition: unknown,
  templateKind: TemplateKind,
  defaultLocale: string,
): Promise<Publishable | Refusal> {
  const { templates } = schema;
  const [row] = await tx.select().from(templates).where(eq(templates.id, id));
  const check = checkCandidate(definition, templateKind, {
    id,
    takenBy: row?.kind as TemplateKind,
    defaultLocale,
  });
  if (check.kind === 'invalid') return check;
  const before = (row?.definition ?? null) as Template | null;
  return { kind: 'publishable', template: check.template, templateKind, before };
}
